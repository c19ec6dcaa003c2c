import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { generate, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';
import { compiledCommand } from '../testing/run-process.js';

useLlmProcesses();

test('a judged run of the llm engine has nothing wrong with it, judge figures included', async () => {
  await start({ judgeFails: 0.4 });
  expect(await generate('--count 4 --judge all --keep-reasoning')).toMatchObject({ status: 0 });
  const verified = JSON.parse(
    execFileSync(process.execPath, [compiledCommand('verify'), '--dir', workspace.out, '--json'], { encoding: 'utf8' }),
  );
  expect(verified).toMatchObject({ sound: true, dialogues: 4, groups: [] });
  expect(verified.rejects).toBe(workspace.rejects().length);
});
