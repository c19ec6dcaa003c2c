import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { generate, server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';

useLlmProcesses();
const inRun = (...path: string[]) => join(workspace.out, ...path);

/** Starts a run and ends it at the first yes, unless it has ended itself. */
async function killedWhen(args: string, isTime: () => boolean, signal: 'SIGKILL' | 'SIGINT' = 'SIGKILL') {
  const { child, result } = workspace.start(args, { baseUrl: server.url });
  while (!isTime() && child.exitCode === null) await sleep(5);
  child.kill(signal);
  return await result;
}

describe('a killed run of the llm engine', () => {
  it('never makes a finished dialogue again', async () => {
    await start({ latencyMs: 4 });
    const finished = inRun('.state', 'finished.jsonl');
    await killedWhen('--count 16 --concurrency 4', () => existsSync(finished) && readFileSync(finished, 'utf8').split('\n').length >= 5);
    const lines = readFileSync(finished, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'));
    const kept = lines.flatMap((line) => (JSON.parse(line) as { accepted: string | null }).accepted ?? []);
    const profiles = kept.map((line) => (JSON.parse(line) as DialogueRecord).persona.description);
    expect(profiles.length).toBeGreaterThan(0);
    const before = server.requests.length;
    expect(await generate('--count 16 --concurrency 4 --resume')).toMatchObject({ status: 0 });
    expect(workspace.rows().map(({ index }) => index)).toEqual(Array.from({ length: 16 }, (_, index) => index));
    const asked = server.requests.slice(before).map(({ body }) => body.messages.map(({ content }) => content).join('\n'));
    expect(profiles.filter((profile) => asked.some((text) => text.includes(profile)))).toEqual([]);
    expect(workspace.manifest().usage.calls).toBeGreaterThan(asked.length);
  });

  it('has lost none of the dialogues that wait behind a slow one', async () => {
    await start({ firstLatencyMs: 3_600_000 });
    const finished = inRun('.state', 'finished.jsonl');
    const lines = () => (existsSync(finished) ? readFileSync(finished, 'utf8').split('\n').length - 1 : 0);
    await killedWhen('--count 12 --concurrency 2 --gates contract', () => lines() >= 11);
    expect(readFileSync(inRun('dialogues.jsonl'), 'utf8')).toBe('');
    const before = server.report().requests;
    expect(await generate('--count 12 --concurrency 2 --gates contract --resume')).toMatchObject({ status: 0 });
    expect(workspace.rows()).toHaveLength(12);
    expect(server.report().requests - before).toBeLessThan(before / 5);
  });

  it('goes on within a dialogue after each of five kills, and asks again for no more than was in flight', async () => {
    const concurrency = 4;
    const run = `--count 6 --concurrency ${concurrency} --gates contract --judge all`;
    await start();
    await generate(run);
    const whole = { bytes: readFileSync(inRun('dialogues.jsonl'), 'utf8'), calls: server.report().requests };
    rmSync(workspace.out, { recursive: true });
    await server.stop();

    await start({ latencyMs: 2 });
    const repeats: number[] = [];
    for (let kill = 1; kill <= 5; kill++) {
      await killedWhen(`${run} --resume`, () => server.report().requests >= (whole.calls * kill) / 6);
      repeats.push(server.report().repeated);
    }
    expect(await generate(`${run} --resume`)).toMatchObject({ status: 0 });
    repeats.push(server.report().repeated);
    expect(readFileSync(inRun('dialogues.jsonl'), 'utf8')).toBe(whole.bytes);
    const perKill = repeats.map((count, place) => count - (repeats[place - 1] ?? 0));
    expect(perKill.filter((count) => count > concurrency)).toEqual([]);
    expect(server.report().requests).toBe(whole.calls + server.report().repeated);
    expect(existsSync(inRun('.state'))).toBe(false);
    // What was paid for is known but for the steps that were cut off.
    const { usage } = workspace.manifest();
    expect(usage.calls).toBeLessThanOrEqual(server.report().requests);
    expect(usage.calls).toBeGreaterThanOrEqual(whole.calls);
  });

  it('keeps a budget over a kill: what the dialogues in flight cost is not forgotten', async () => {
    await start({ latencyMs: 2 });
    const run = '--count 6 --concurrency 2 --max-tokens 60000';
    await killedWhen(run, () => server.report().requests >= 20);
    expect(existsSync(inRun('dialogues.jsonl')) && readFileSync(inRun('dialogues.jsonl'), 'utf8')).toBe('');
    expect(await generate(`${run} --resume`)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--max-tokens 60000 is used up'),
    });
    const { usage } = workspace.manifest();
    const missing = server.report().requests - usage.calls;
    expect(missing).toBeLessThanOrEqual(2 * 2); // those in flight at the kill and at the stop
  });

  it('leaves nothing to the run that replaces it with --force', async () => {
    await start({ latencyMs: 2 });
    await killedWhen('--count 6 --concurrency 2', () => server.report().requests >= 150);
    expect(existsSync(inRun('.state', 'checkpoints.sqlite'))).toBe(true);
    const before = server.report();
    expect(await generate('--count 6 --concurrency 2 --force')).toMatchObject({ status: 0 });
    // All that the first one asked for is asked for again.
    expect(server.report().repeated).toBeGreaterThanOrEqual(before.requests - 2);
  });
});

describe('a run of the llm engine that is asked to stop', () => {
  it('waits for the answers under way, so that none is paid for twice or forgotten', async () => {
    await start({ latencyMs: 300 });
    const run = '--count 3 --concurrency 3 --gates contract';
    const stopped = await killedWhen(run, () => server.report().requests >= 20, 'SIGINT');
    expect(stopped).toMatchObject({ status: 130, stderr: expect.stringContaining('--resume goes on') });
    expect(workspace.manifest().usage.calls).toBe(server.report().requests);
    await server.stop();

    const first = server.report().requests;
    const seen = new Set(server.requests.map(({ body }) => JSON.stringify(body.messages)));
    await start();
    expect(await generate(`${run} --resume`)).toMatchObject({ status: 0 });
    const again = server.requests.slice(server.report().preflights).filter(({ body }) => seen.has(JSON.stringify(body.messages)));
    expect(again).toEqual([]);
    expect(workspace.manifest().usage.calls).toBe(first + server.report().requests);
  });
});
