import { describe, expect, it } from 'vitest';
import { server, start, useLlmProcesses, workspace } from '../testing/llm-process-test.js';
import { type LlmServerSettings, NO_FAULTS } from '../testing/llm-server.js';
import { TEST_KEY } from '../testing/llm-workspace.js';

const HEADER = 'team-secret-4711';
/** As a settings file names a variable of the environment. */
const variable = (name: string) => `$\{${name}}`;

useLlmProcesses();

/** A run with everything on that might write something down; answers all it printed and all files it left. */
async function everythingOf(settings: LlmServerSettings, args: string, baseUrl?: string): Promise<{ status: number | null; said: string }> {
  await start(settings);
  workspace.write('mine.yaml', `all: { headers: { x-team: "${variable('TEAM_SECRET')}" } }`);
  const options = '--judge all --keep-reasoning --llm-config mine.yaml --verbose';
  const { status, stdout, stderr } = await workspace.generate(`${args} ${options}`, {
    baseUrl: baseUrl ?? server.url,
    environment: { TEAM_SECRET: HEADER },
  });
  return { status, said: [stdout, stderr, ...workspace.files().map(({ text }) => text)].join('\n') };
}

describe('key and headers are found nowhere', () => {
  it('after a run with every fault on', async () => {
    const { silent: _, ...faults } = NO_FAULTS; // an answer that never comes holds the test up for the time-out
    const each = Object.fromEntries(Object.keys(faults).map((fault) => [fault, 0.012]));
    const { status, said } = await everythingOf({ faults: each, thinks: 'reasoning_content' }, '--count 6 --concurrency 6');
    expect(status).toBe(0);
    expect(new Set(server.requests.map(({ authorization, headers }) => `${authorization} ${headers['x-team']}`))).toEqual(
      new Set([`Bearer ${TEST_KEY} ${HEADER}`]),
    );
    expect(said).toContain('structured output');
    expect(said).not.toContain(TEST_KEY);
    expect(said).not.toContain(HEADER);
  });

  it('after a run whose every dialogue fails on errors that repeat the request', async () => {
    await start();
    const { said } = await everythingOf({ faults: { leakyError: 0.3, refused: 0.6 } }, '--count 1 --concurrency 1');
    expect(said).not.toContain(TEST_KEY);
    expect(said).not.toContain(HEADER);
  });

  it.each([401, 403, 404, 400, 429, 500])('where the server always answers %d', async (alwaysStatus) => {
    const { status, said } = await everythingOf({ alwaysStatus }, '--count 2');
    expect(status).toBe(alwaysStatus === 429 || alwaysStatus === 500 ? 1 : 2);
    expect(said).not.toContain(TEST_KEY);
    expect(said).not.toContain(HEADER);
  });

  it('where there is no server, and the URL holds a password', async () => {
    const { status, said } = await everythingOf({}, '--count 2', 'http://user:hush-hush@127.0.0.1:9/v1?token=hush-hush');
    expect(status).toBe(1);
    for (const secret of [TEST_KEY, HEADER, 'hush-hush']) expect(said).not.toContain(secret);
  });

  it('where a header’s variable is not set: the run does not begin', async () => {
    await start();
    workspace.write('mine.yaml', `all: { headers: { x-team: "${variable('NOT_SET')}" } }`);
    const { status, stderr } = await workspace.generate('--count 2 --llm-config mine.yaml', { baseUrl: server.url });
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining('NOT_SET') });
    expect(server.requests).toEqual([]);
  });
});
