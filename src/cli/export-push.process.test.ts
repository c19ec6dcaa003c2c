import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildRecord } from '../testing/build-record.js';
import { HubServer } from '../testing/hub-server.js';
import { type ProcessResult, runCompiled } from '../testing/run-process.js';

const TOKEN = 'hf_TestTokenThatOpensNothing';

let directory: string;
let server: HubServer;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-push-'));
  mkdirSync(join(directory, 'run'));
  const lines = Array.from(
    { length: 7 },
    (_, index) => `${JSON.stringify(buildRecord({ index, persona: { ...buildRecord().persona, id: `p-000${index % 4}` } }))}\n`,
  );
  writeFileSync(join(directory, 'run', 'dialogues.jsonl'), lines.join(''));
  server = new HubServer({ token: TOKEN });
  await server.listen();
});

afterEach(async () => {
  await server.close();
  rmSync(directory, { recursive: true });
});

/** Runs the command in a folder of its own, with nothing of the developer's environment. */
function publish(args: string, token: string | null = TOKEN): Promise<ProcessResult> {
  const env = { HF_ENDPOINT: server.url, ...(token !== null && { HF_TOKEN: token }) };
  return runCompiled('export', args.split(' '), { cwd: directory, env });
}

const everyFile = () =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));

describe('npm run export -- --push', () => {
  it('makes the folder and pushes it; the token is found nowhere', async () => {
    server.failNext({ on: 'preupload', does: 500, message: `Bearer ${TOKEN}` });
    const { status, stdout, stderr } = await publish('--from run --format huggingface --out hub --push some-org/some-name --verbose');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(/^warning: the Hub failed \(status 500\), try 2 of \d\n$/),
    });
    expect(stdout).toMatch(new RegExp(`^pushed ${server.url}/datasets/some-org/some-name$`, 'm'));
    expect([...(server.repositories.get('some-org/some-name')?.files.keys() ?? [])]).toContain('data/train-00000-of-00001.parquet');
    expect([stdout, stderr, ...everyFile()].join('\n')).not.toContain(TOKEN);
  });

  it('in a dry run shows what would go where, without token or network', async () => {
    const { status, stdout } = await publish('--from run --format huggingface --out hub --push some-org/some-name --dry-run', null);
    expect(status).toBe(0);
    expect(stdout).toMatch(/hub\/huggingface\/data\/train-00000-of-00001\.parquet\t7\t\d+\t[0-9a-f]{64}$/m);
    expect(stdout).toMatch(new RegExp(`^dry run: 2 files, \\d+ bytes would go to ${server.url}/datasets/some-org/some-name`, 'm'));
    expect(server.requests).toEqual([]);
  });

  it('pushes a folder that is there already, and refuses one that was changed', async () => {
    expect((await publish('--from run --format huggingface --out hub', null)).status).toBe(0);
    expect((await publish('--out hub --push some-org/some-name')).status).toBe(0);
    appendFileSync(join(directory, 'hub', 'huggingface', 'README.md'), 'one more line\n');
    const { status, stderr } = await publish('--out hub --push some-org/some-name');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('README.md is not as the manifest says') });
  });

  it('brings the splits of the export to the Hub', async () => {
    const { status } = await publish(
      '--from run --format huggingface --out hub --push some-org/some-name --split train=0.5,test=0.5 --split-by persona --rows-per-shard 2',
    );
    expect(status).toBe(0);
    const { splits } = JSON.parse(readFileSync(join(directory, 'hub', 'manifest.json'), 'utf8'));
    const names = [...(server.repositories.get('some-org/some-name')?.files.keys() ?? [])];
    for (const split of ['train', 'test']) {
      expect(names.filter((name) => name.startsWith(`data/${split}-`))).toHaveLength(Math.ceil(splits[split] / 2));
    }
  });

  it.each([
    ['--from run --format huggingface --out hub --push some-org/some-name', null, 'needs HF_TOKEN'],
    ['--from run --format huggingface --out hub --push some-org/some-name', 'sk-another', 'those begin with hf_'],
    ['--from run --format huggingface --out hub --push some-name', TOKEN, 'must be org/name'],
    ['--from run --format csv --out hub --push some-org/some-name', TOKEN, '--push needs --format huggingface'],
    ['--from run --format huggingface --out hub --dry-run', TOKEN, '--dry-run needs --push'],
    ['--out hub --push some-org/some-name --split train=1', TOKEN, '--split needs --from'],
    ['--out hub --push some-org/some-name', TOKEN, 'manifest.json is missing'],
    ['--out run --push some-org/some-name --dry-run', null, 'manifest.json is missing'],
  ])('refuses %s with token %s, exit 2, and writes nothing', async (args, token, message) => {
    const before = readdirSync(directory, { recursive: true });
    const { status, stderr } = await publish(args, token);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining(message) });
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
    expect(server.requests).toEqual([]);
  });

  it('refuses a damaged dataset, naming the line, and leaves nothing behind', async () => {
    appendFileSync(join(directory, 'run', 'dialogues.jsonl'), '{"id":\n');
    const { status, stderr } = await publish('--from run --format huggingface --out hub');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('line 8 is no JSON') });
    expect(readdirSync(directory)).toEqual(['run']);
  });
});
