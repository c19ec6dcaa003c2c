import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';
import { TEST_KEY } from '../testing/llm-workspace.js';
import { runCompiled } from '../testing/run-process.js';

useLlmProcesses();

/** What a scripted model of few dialogues cannot be held to. */
const WIDE_GATES = `
strategy_mix: { tolerance: 20 }
drift: { target: 1, previous: 1, deviations: 4 }
figures:
  utterances_mean: { min: 10, max: 50 }
  supporter.self_bleu_4: { max: 1 }
  customer.self_bleu_4: { max: 1 }
  supporter.duplicates: { max: 1 }
  customer.duplicates: { max: 1 }
  sentences.elsewhere.share: { max: 1 }
  openings.share: { max: 1 }
  not_satisfied: { min: 0, max: 1 }
  unreasonable_demand: { min: 0, max: 1 }
figures_to_previous:
  supporter.self_bleu_4: { max: 10 }
  customer.self_bleu_4: { max: 10 }
`;

it('renews a dataset that is paid for: stopped by its limit, gone on with, added to', async () => {
  await start();
  workspace.write('gates.yaml', WIDE_GATES);
  const dataset = join(workspace.directory, 'dataset');
  const refresh = (args: string) =>
    runCompiled(
      'refresh',
      [
        ...`--engine llm --model m-1 --base-url ${server.url} --topics other --gates contract --refresh-config gates.yaml`.split(' '),
        ...args.split(' '),
        '--dir',
        dataset,
      ],
      { cwd: workspace.directory, env: { OPENAI_API_KEY: TEST_KEY } },
    );

  const stopped = await refresh('--count 20 --date 2026-11-23 --max-tokens 300000');
  expect(stopped.status).toBe(1);
  expect(stopped.stderr).toContain('current is as it was; the same command with a higher limit goes on');
  expect(readdirSync(dataset)).not.toContain('versions');
  expect(existsSync(join(dataset, 'current'))).toBe(false);

  const other = await refresh('--count 20 --date 2026-11-23 --model m-2');
  expect(other).toMatchObject({ status: 1, stderr: expect.stringContaining('it was paid for: go on with the options it began with') });

  const paid = server.report().requests;
  const first = await refresh('--count 20 --date 2026-11-23');
  expect(first).toMatchObject({
    status: 0,
    stderr: expect.not.stringContaining('refused'),
    stdout: expect.stringMatching(/v2026\.11\.23\taccepted\t20\t/),
  });
  const { usage } = JSON.parse(readFileSync(join(dataset, 'current/manifest.json'), 'utf8'));
  // Nothing that was paid for before the stop is asked for again.
  expect(server.report().repeated).toBe(usage.retries);
  expect(usage.calls).toBe(server.report().requests - usage.retries);
  expect(paid).toBeGreaterThan(50);

  const second = await refresh('--add 20 --date 2026-11-24');
  expect(second).toMatchObject({
    status: 0,
    stderr: expect.not.stringContaining('refused'),
    stdout: expect.stringMatching(/v2026\.11\.24\taccepted\t40\t/),
  });
  const rows = readFileSync(join(dataset, 'current/dialogues.jsonl'), 'utf8').trimEnd().split('\n');
  expect(new Set(rows.map((row) => JSON.parse(row).id)).size).toBe(40);
  expect(await runCompiled('verify', ['--dir', dataset])).toMatchObject({ status: 0 });
});
