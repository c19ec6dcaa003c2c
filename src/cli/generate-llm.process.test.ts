import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DialogueRecord } from '../domain/dialogue.js';
import { LlmServer, type LlmServerSettings } from '../testing/llm-server.js';

const PROGRAM = new URL('../../dist/cli/generate.js', import.meta.url).pathname;
const KEY = 'sk-not-to-be-seen-anywhere';

let directory: string;
let server: LlmServer;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-llm-'));
});
afterEach(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});
const start = async (settings: LlmServerSettings = {}) => {
  server = await LlmServer.start(settings);
};
const out = () => join(directory, 'out');
const rows = () =>
  readFileSync(join(out(), 'dialogues.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => DialogueRecord.parse(JSON.parse(line)));

function generate(args: string, baseUrl = server.url): { child: ChildProcess; result: Promise<{ status: number | null; stderr: string }> } {
  const all = `--engine llm --model m-1 --base-url ${baseUrl} --topics other --seed 7 ${args}`.split(' ');
  const child = spawn(process.execPath, [PROGRAM, ...all, '--out', out()], {
    cwd: directory,
    env: { OPENAI_API_KEY: KEY },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return { child, result: new Promise((resolve) => child.on('close', (status) => resolve({ status, stderr }))) };
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

describe('generate --engine llm', () => {
  it('delivers dialogues that the contract accepts, from a server with every fault, and keeps the key to itself', async () => {
    await start({
      faults: {
        tooMany: 0.05,
        broken: 0.03,
        reset: 0.01,
        badJson: 0.03,
        fenced: 0.03,
        truncated: 0.02,
        empty: 0.01,
        unknownStrategy: 0.02,
      },
    });
    const { status, stderr } = await generate('--count 12 --gates contract --concurrency 8').result;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain('structured output: json_schema');
    expect(rows()).toHaveLength(12);
    expect(new Set(rows().map(({ provenance }) => `${provenance.engine} ${provenance.model}`))).toEqual(new Set(['llm m-1']));
    const manifest = JSON.parse(readFileSync(join(out(), 'manifest.json'), 'utf8'));
    expect(manifest.usage.calls).toBe(server.requests.length - manifest.usage.retries - 1);
    expect(manifest.usage.by_role.supporter.input).toBeGreaterThan(0);
    for (const file of filesBelow(directory)) expect(readFileSync(file, 'utf8')).not.toContain(KEY);
    expect(stderr).not.toContain(KEY);
  });

  it('never makes a finished dialogue again after a kill', async () => {
    await start({ latencyMs: 4 });
    const { child, result } = generate('--count 16 --concurrency 4');
    const finished = join(out(), '.state', 'finished.jsonl');
    while (!existsSync(finished) || readFileSync(finished, 'utf8').split('\n').length < 5) await sleep(20);
    child.kill('SIGKILL');
    await result;
    const lines = readFileSync(finished, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'));
    const kept = lines.flatMap((line) => (JSON.parse(line) as { accepted: string | null }).accepted ?? []);
    const profiles = kept.map((line) => (JSON.parse(line) as DialogueRecord).persona.description);
    expect(profiles.length).toBeGreaterThan(0);
    const before = server.requests.length;
    expect(await generate('--count 16 --concurrency 4 --resume').result).toMatchObject({ status: 0 });
    expect(rows().map(({ index }) => index)).toEqual(Array.from({ length: 16 }, (_, index) => index));
    const asked = server.requests.slice(before).map(({ body }) => body.messages.map(({ content }) => content).join('\n'));
    expect(profiles.filter((profile) => asked.some((text) => text.includes(profile)))).toEqual([]);
    const manifest = JSON.parse(readFileSync(join(out(), 'manifest.json'), 'utf8'));
    expect(manifest.usage.calls).toBeGreaterThan(asked.length);
  });

  it.each([
    [401, 2, 'OPENAI_API_KEY'],
    [404, 2, '--model'],
    [400, 2, 'refuses with status 400'],
    [500, 1, 'does not answer'],
  ])('ends before it begins when the server always answers %d', async (alwaysStatus, status, message) => {
    await start({ alwaysStatus });
    const ended = await generate('--count 4').result;
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(existsSync(out())).toBe(false);
  });

  it('ends before it begins when there is no server', async () => {
    await start();
    const ended = await generate('--count 4', 'http://127.0.0.1:9/v1').result;
    expect(ended).toMatchObject({ status: 1 });
    expect(existsSync(out())).toBe(false);
  });
});
