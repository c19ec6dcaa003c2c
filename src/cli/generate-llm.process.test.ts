import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../bench/llm/bench-faults.js';
import { generate, server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';

useLlmProcesses();
const asUrl = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

describe('generate --engine llm', () => {
  it('delivers dialogues that the contract accepts, from a server with every fault, and asks again for what failed and nothing else', async () => {
    await start({ faults: FAULTS });
    workspace.write('impatient.yaml', 'timeoutSeconds: 2');
    const { status, stderr } = await generate('--count 12 --gates contract --judge all --concurrency 8 --llm-config impatient.yaml');
    expect({ status, stderr }).toMatchObject({ status: 0, stderr: expect.stringContaining('structured output: json_schema') });
    const rows = workspace.rows();
    expect(rows).toHaveLength(12);
    expect(new Set(rows.map(({ provenance }) => `${provenance.engine} ${provenance.model}`))).toEqual(new Set(['llm m-1']));
    const { usage } = workspace.manifest();
    const { requests, repeated, faults } = server.report();
    expect(usage.calls).toBe(requests - usage.retries);
    expect(usage.by_role.supporter.input).toBeGreaterThan(0);
    expect(faults.silent).toBeGreaterThan(0);
    expect(repeated).toBe(usage.retries);
  });

  it('says what to do where the package for checkpoints is missing, and does without it when told to', async () => {
    await start();
    const hooks = `export async function resolve(name, context, next) {
      if (name.includes('checkpoint-sqlite')) throw new Error('Cannot find package');
      return next(name, context);
    }`;
    const withoutPackage = ['--import', asUrl(`import { register } from 'node:module'; register(${JSON.stringify(asUrl(hooks))});`)];
    const refused = await generate('--count 2', withoutPackage);
    expect(refused.status).toBe(2);
    expect(refused.stderr).toMatch(/checkpoint-sqlite.*\n.*npm ci --include=optional.*--checkpoints off/);
    expect(server.requests).toEqual([]);
    expect(existsSync(workspace.out)).toBe(false);
    expect(await generate('--count 2 --gates contract --checkpoints off', withoutPackage)).toMatchObject({ status: 0 });
    expect(workspace.rows()).toHaveLength(2);
  });

  it.each([
    [401, 2, 'OPENAI_API_KEY'],
    [404, 2, '--model'],
    [400, 2, 'refuses with status 400'],
    [500, 1, 'does not answer'],
  ])('ends before it begins when the server always answers %d', async (alwaysStatus, status, message) => {
    await start({ alwaysStatus });
    const ended = await generate('--count 4');
    expect(ended).toMatchObject({ status, stderr: expect.stringContaining(message) });
    expect(ended.stderr.trim().split('\n').length).toBeLessThanOrEqual(3);
    expect(existsSync(workspace.out)).toBe(false);
  });

  it('ends before it begins when there is no server', async () => {
    await start();
    const ended = await workspace.generate('--count 4', { baseUrl: 'http://127.0.0.1:9/v1' });
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('does not answer') });
    expect(existsSync(workspace.out)).toBe(false);
  });

  it.each([
    ['whose context is too short', { contextCharacters: 2000 }, 'dialogues in a row broke off: .*the context is too short'],
    ['that revokes the key', { revokedAfter: 150 }, 'the server refuses all calls by now: .*revoked'],
  ])('ends before much is paid for at a server %s, and goes on when that is put right', async (_, settings, message) => {
    await start(settings);
    const run = '--count 6 --concurrency 3 --gates contract';
    const ended = await generate(run);
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringMatching(message) });
    expect(ended.stderr).not.toContain('Unhandled');
    expect(server.report().requests).toBeLessThan(1000);
    await server.stop();
    await start();
    expect(await generate(`${run} --resume`)).toMatchObject({ status: 0 });
    expect(workspace.rows()).toHaveLength(6);
  });
});
