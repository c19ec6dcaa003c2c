import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import { DialogueRecord } from '../domain/dialogue.js';
import { LlmServer, type LlmServerSettings } from '../testing/llm-server.js';

const PROGRAM = new URL('../../dist/cli/generate.js', import.meta.url).pathname;
/** The same command over a data folder of its own, which comes first in the arguments. */
const PROGRAM_OVER_DATA = new URL('../../dist/testing/generate-synthetic.js', import.meta.url).pathname;
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

function generate(
  args: string,
  { baseUrl = server.url, program = [PROGRAM] }: { baseUrl?: string; program?: readonly string[] } = {},
): { child: ChildProcess; result: Promise<{ status: number | null; stderr: string }> } {
  const all = `--engine llm --model m-1 --base-url ${baseUrl} --topics other --seed 7 ${args}`.split(' ');
  const child = spawn(process.execPath, [...program, ...all, '--out', out()], {
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

/** The data as they are, but that a call which takes longer than two seconds has failed. */
function impatientData(): string {
  const data = join(directory, 'data');
  cpSync(DATA_DIR, data, { recursive: true });
  const settings = join(data, 'llm.yaml');
  writeFileSync(settings, readFileSync(settings, 'utf8').replace(/^timeoutSeconds: .*$/m, 'timeoutSeconds: 2'));
  return data;
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [join(entry.parentPath, entry.name)] : [],
  );

const asUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

describe('generate --engine llm', () => {
  it('delivers dialogues that the contract accepts, from a server with every fault, and keeps the key to itself', async () => {
    await start({
      faults: {
        tooMany: 0.05,
        broken: 0.03,
        reset: 0.01,
        silent: 0.005,
        badJson: 0.03,
        fenced: 0.03,
        truncated: 0.02,
        empty: 0.01,
        unknownStrategy: 0.02,
      },
    });
    const program = [PROGRAM_OVER_DATA, impatientData()];
    const { status, stderr } = await generate('--count 12 --gates contract --concurrency 8', { program }).result;
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain('structured output: json_schema');
    expect(rows()).toHaveLength(12);
    expect(new Set(rows().map(({ provenance }) => `${provenance.engine} ${provenance.model}`))).toEqual(new Set(['llm m-1']));
    const manifest = JSON.parse(readFileSync(join(out(), 'manifest.json'), 'utf8'));
    expect(manifest.usage.calls).toBe(server.requests.length - manifest.usage.retries - 1);
    expect(manifest.usage.by_role.supporter.input).toBeGreaterThan(0);
    // Asked for again is what failed, and nothing else.
    const { repeated, faults } = server.report();
    expect(faults.silent).toBeGreaterThan(0);
    expect(repeated).toBe(manifest.usage.retries);
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

  it('goes on within a dialogue after each of five kills, and asks again for no more than was in flight', async () => {
    const concurrency = 4;
    const run = `--count 6 --concurrency ${concurrency} --gates contract`;
    await start();
    await generate(run).result;
    const whole = { bytes: readFileSync(join(out(), 'dialogues.jsonl'), 'utf8'), calls: server.report().requests };
    rmSync(out(), { recursive: true });
    await server.stop();

    await start({ latencyMs: 2 });
    const repeats: number[] = [];
    for (let kill = 1; kill <= 5; kill++) {
      const { child, result } = generate(`${run} --resume`);
      while (server.report().requests < (whole.calls * kill) / 6) await sleep(5);
      child.kill('SIGKILL');
      await result;
      repeats.push(server.report().repeated);
    }
    expect(await generate(`${run} --resume`).result).toMatchObject({ status: 0 });
    repeats.push(server.report().repeated);
    expect(readFileSync(join(out(), 'dialogues.jsonl'), 'utf8')).toBe(whole.bytes);
    const perKill = repeats.map((count, place) => count - (repeats[place - 1] ?? 0));
    expect(perKill.filter((count) => count > concurrency)).toEqual([]);
    expect(server.report().requests).toBe(whole.calls + server.report().repeated);
    expect(existsSync(join(out(), '.state'))).toBe(false);
    // What was paid for is known but for the steps that were cut off.
    const { usage } = JSON.parse(readFileSync(join(out(), 'manifest.json'), 'utf8'));
    expect(usage.calls).toBeLessThanOrEqual(server.report().requests);
    expect(usage.calls).toBeGreaterThanOrEqual(whole.calls);
  });

  it('takes up nothing of the run that --force replaces', async () => {
    await start({ latencyMs: 2 });
    const { child, result } = generate('--count 6 --concurrency 2');
    while (server.report().requests < 150) await sleep(5);
    child.kill('SIGKILL');
    await result;
    expect(existsSync(join(out(), '.state', 'checkpoints.sqlite'))).toBe(true);
    const before = server.report();
    expect(await generate('--count 6 --concurrency 2 --force').result).toMatchObject({ status: 0 });
    // All that the first one asked for is asked for again.
    expect(server.report().repeated).toBeGreaterThanOrEqual(before.requests - 2);
  });

  it('says what to do where the package for checkpoints is missing, and does without it when told to', async () => {
    await start();
    const hooks = `export async function resolve(name, context, next) {
      if (name.includes('checkpoint-sqlite')) throw new Error('Cannot find package');
      return next(name, context);
    }`;
    const register = `import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`;
    const program = ['--import', asUrl(register), PROGRAM];
    const refused = await generate('--count 2', { program }).result;
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/checkpoint-sqlite.*\n.*npm install.*--checkpoints off/);
    expect(server.requests).toEqual([]);
    expect(existsSync(out())).toBe(false);
    expect(await generate('--count 2 --gates contract --checkpoints off', { program }).result).toMatchObject({ status: 0 });
    expect(rows()).toHaveLength(2);
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
    const ended = await generate('--count 4', { baseUrl: 'http://127.0.0.1:9/v1' }).result;
    expect(ended).toMatchObject({ status: 1 });
    expect(existsSync(out())).toBe(false);
  });
});
