import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generate, server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';

useLlmProcesses();
const PRICES = 'prices: { m-1: { currency: CNY, input: 2, cachedInput: 0.5, output: 8, source: test, date: 2026-11-01 } }';

/** Cells of a row of the estimate. */
const cells = (stdout: string, role: string) =>
  stdout
    .split('\n')
    .find((line) => line.startsWith(`${role} `))
    ?.split(/ {2,}/) ?? [];

describe('--dry-run', () => {
  it('foretells the calls of a run, calls nothing, writes nothing', async () => {
    await start();
    workspace.write('mine.yaml', PRICES);
    const before = readdirSync(workspace.directory);
    const { status, stdout } = await generate('--count 4 --dry-run --judge all --llm-config mine.yaml --gates contract');
    expect({ status, requests: server.requests.length, files: readdirSync(workspace.directory) }).toEqual({
      status: 0,
      requests: 0,
      files: before,
    });
    expect(stdout).toContain('test (2026-11-01)');
    expect(await generate('--count 4 --judge all --llm-config mine.yaml --gates contract')).toMatchObject({ status: 0 });
    expect(workspace.rejects()).toEqual([]); // the run below is the one that was foretold
    const { by_role, cost } = workspace.manifest().usage;
    for (const [role, { calls }] of Object.entries<{ calls: number }>(by_role)) expect(cells(stdout, role)[2]).toBe(String(calls));
    const total = cells(stdout, 'total');
    const [foretold = 0, withoutCache = 0] = total.slice(-2).map((cell) => Number.parseFloat(cell));
    expect(total.slice(-2).join()).toMatch(/^\d+\.\d+ CNY,\d+\.\d+ CNY$/);
    expect(withoutCache).toBeGreaterThan(foretold);
    // The server counts a token a character and caches half: the estimate is of another tokenizer, but of the same texts.
    expect(foretold).toBeGreaterThan(0.2 * cost.CNY);
    expect(foretold).toBeLessThan(cost.CNY);
  });

  it('needs no key, and says which price it does not know', async () => {
    await start();
    const { status, stdout } = await generate('--count 300 --dry-run --judge sample:0.1');
    expect(status).toBe(0);
    expect(stdout).toContain('No price is known for m-1');
    expect(cells(stdout, 'judge')[2]).toBe('30');
    expect(cells(stdout, 'total').at(-1)).toBe('?');
  });
});

describe('a budget', () => {
  it('of tokens stops the run with 1 and keeps what is finished; a higher one goes on and pays for nothing twice', async () => {
    await start({ latencyMs: 2 });
    const stopped = await generate('--count 6 --concurrency 2 --max-tokens 400000');
    expect(stopped.status).toBe(1);
    expect(stopped.stderr).toMatch(/--max-tokens 400000 is used up \(\d+ tokens\)/);
    expect(stopped.stderr).toContain('with a higher limit and --resume');
    const paid = workspace.manifest();
    const tokens = (usage: { by_role: Record<string, { input: number; output: number }> }) =>
      Object.values(usage.by_role).reduce((sum, { input, output }) => sum + input + output, 0);
    expect(paid.status).toBe('incomplete');
    expect(tokens(paid.usage)).toBeGreaterThanOrEqual(400_000);
    expect(tokens(paid.usage)).toBeLessThan(420_000);
    expect(paid.usage.calls).toBe(server.report().requests); // those under way when it was used up are counted as well
    const kept = workspace.rows().length;
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(6);

    const sent = server.requests.length;
    expect(await generate('--count 6 --concurrency 2 --max-tokens 400000 --resume')).toMatchObject({ status: 1 });
    expect(server.requests.length - sent).toBeLessThanOrEqual(1); // the preflight

    expect(await generate('--count 6 --concurrency 2 --resume')).toMatchObject({ status: 0 });
    expect(workspace.rows()).toHaveLength(6);
    const { usage } = workspace.manifest();
    expect(tokens(usage)).toBeGreaterThan(tokens(paid.usage));
    expect(usage.calls).toBe(server.report().requests);
    expect(server.report().repeated).toBe(0);
  });

  it('of money stops the run as well, and stands by role in the manifest', async () => {
    await start({ latencyMs: 2 });
    workspace.write('mine.yaml', PRICES);
    const { status, stderr } = await generate('--count 6 --concurrency 2 --max-cost 0.25 --llm-config mine.yaml');
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringMatching(/--max-cost 0.25 is used up \(0\.25\d+ CNY\)/) });
    const { by_role, cost } = workspace.manifest().usage;
    for (const { input, cached, output, cost: paid } of Object.values<Record<string, number>>(by_role) as never[]) {
      expect(paid).toBeCloseTo(((input - cached) * 2 + cached * 0.5 + output * 8) / 1e6, 5);
    }
    expect(cost.CNY).toBeGreaterThanOrEqual(0.25);
    expect(cost.CNY).toBeLessThan(0.3);
  });

  it('of money is refused where a price is missing, and nothing is begun', async () => {
    await start();
    const { status, stderr } = await generate('--count 4 --max-cost 1');
    expect(status).toBe(2);
    expect(stderr).toContain('nobody knows what the model "m-1" costs');
    expect({ requests: server.requests.length, begun: existsSync(workspace.out) }).toEqual({ requests: 0, begun: false });
  });
});

describe('reasoning', () => {
  it('is kept beside the rows where that is asked for, and never in them', async () => {
    await start({ thinks: 'reasoning_content' });
    expect(await generate('--count 2 --keep-reasoning')).toMatchObject({ status: 0 });
    const file = workspace.files().find(({ path }) => path.endsWith('reasoning.jsonl'));
    const lines =
      file?.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)) ?? [];
    const { usage } = workspace.manifest();
    expect(lines).toHaveLength(usage.calls);
    expect(lines[0]).toEqual({ index: expect.any(Number), attempt: 0, utterance: 0, role: 'planner', reasoning: '先想想客户要什么。' });
    expect(JSON.stringify(workspace.rows())).not.toContain('先想想客户要什么');
    expect(usage.by_role.customer.reasoning).toBeGreaterThan(0);
  });

  it('is dropped otherwise', async () => {
    await start({ thinks: 'tags' });
    expect(await generate('--count 2')).toMatchObject({ status: 0 });
    expect(workspace.files().filter(({ text }) => text.includes('先想想客户要什么'))).toEqual([]);
  });
});
