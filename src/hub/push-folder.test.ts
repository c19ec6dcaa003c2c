import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashStream } from '../resources/hash-stream.js';
import { fillHubFolder } from '../testing/hub-folder-of.js';
import { type HubFault, HubServer } from '../testing/hub-server.js';
import { pushFolder } from './push-folder.js';
import type { PushTarget } from './push-target.js';

const TOKEN = 'hf_TestTokenThatOpensNothing';
const REPOSITORY = 'some-org/some-name';
const COMMIT = `POST /api/datasets/${REPOSITORY}/commit`;

let server: HubServer;
let hubUrl: string;
let folder: string;
let retries: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolecs-push-'));
  retries = [];
  server = new HubServer({ token: TOKEN });
  hubUrl = await server.listen();
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const namesIn = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== 'data');

async function push(target: Partial<PushTarget> = {}) {
  return pushFolder(
    folder,
    await Promise.all(namesIn().map(async (path) => ({ path, ...(await hashStream(join(folder, path))) }))),
    { repository: REPOSITORY, token: TOKEN, hubUrl, visibility: null, ...target },
    { commitTitle: 'a title', retry: { retries: 3, firstWaitMs: 5, onRetry: ({ what }) => retries.push(what) } },
  );
}

/** Whether the repository holds the folder, byte for byte, and which other files. */
function expectPushed(others: readonly string[] = ['.gitattributes']): void {
  const local = namesIn();
  const remote = server.repositories.get(REPOSITORY)?.files ?? new Map();
  expect([...remote.keys()].sort()).toEqual([...local, ...others].sort());
  for (const name of local) expect(remote.get(name)?.content.equals(readFileSync(join(folder, name))), name).toBe(true);
}

describe('a push', () => {
  it('makes the repository and brings it every file in one commit: shards by LFS, the rest plainly', async () => {
    await fillHubFolder(folder, 10);
    const { status, uploaded, url } = await push({ visibility: 'private' });
    expect({ status, url }).toEqual({ status: 'pushed', url: `${hubUrl}/datasets/${REPOSITORY}` });
    expect([...uploaded].sort()).toEqual([
      'README.md',
      'data/test-00000-of-00001.parquet',
      'data/train-00000-of-00002.parquet',
      'data/train-00001-of-00002.parquet',
    ]);
    expectPushed();
    const { commits, files, visibility } = server.repositories.get(REPOSITORY) ?? {};
    expect(commits?.map(({ title }) => title)).toEqual(['initial commit', 'a title']);
    expect(visibility).toBe('private');
    expect([...(files ?? [])].filter(([, { lfs }]) => lfs !== null).map(([name]) => name)).toHaveLength(3);
  });

  it('of what is there already sends and commits nothing', async () => {
    await fillHubFolder(folder, 10);
    await push();
    expect(await push()).toMatchObject({ status: 'unchanged', uploaded: [], removed: [] });
    expect(server.count(COMMIT)).toBe(1);
  });

  it('of another dataset removes the shards of the earlier one and leaves files of others alone', async () => {
    await fillHubFolder(folder, 10);
    await push();
    server.commitElsewhere(REPOSITORY, 'LICENSE', 'by hand');
    rmSync(folder, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), 'rolecs-push-'));
    await fillHubFolder(folder, 4);
    expect([...(await push()).removed].sort()).toEqual([
      'data/test-00000-of-00001.parquet',
      'data/train-00000-of-00002.parquet',
      'data/train-00001-of-00002.parquet',
    ]);
    expectPushed(['.gitattributes', 'LICENSE']);
  });

  it('sends a large shard in the parts that the Hub asks for', async () => {
    await server.close();
    server = new HubServer({ token: TOKEN, partBytes: 2000 });
    hubUrl = await server.listen();
    await fillHubFolder(folder, 3);
    await push();
    expect(server.count('POST /complete/')).toBe(1);
    expect(server.count('PUT /upload/')).toBeGreaterThan(1);
    expectPushed();
  });
});

const PASSING: [string, HubFault[]][] = [
  [
    '500 then success, at every step',
    ['revision', 'tree', 'preupload', 'objects/batch', 'PUT /upload', COMMIT].map((on) => ({ on, does: 500 })),
  ],
  ['429 with Retry-After', [{ on: 'preupload', does: 429, headers: { 'Retry-After': '1' } }]],
  [
    'a reset connection, at every step',
    ['revision', 'tree', 'preupload', 'objects/batch', 'PUT /upload', COMMIT].map((on) => ({ on, does: 'reset' })),
  ],
  ['a lost answer to making the repository', [{ on: 'repos/create', does: 'lost' }]],
  ['a lost answer to an upload', [{ on: 'PUT /upload', does: 'lost' }]],
];

describe('a push survives', () => {
  beforeEach(() => fillHubFolder(folder, 10));

  it.each(PASSING)('%s', async (_name, faults) => {
    server.failNext(...faults);
    expect((await push()).status).toBe('pushed');
    expectPushed();
    expect(retries).toHaveLength(faults.length);
    expect(server.repositories.get(REPOSITORY)?.commits).toHaveLength(2);
  });

  it('a lost answer to its commit, and commits once', async () => {
    server.failNext({ on: COMMIT, does: 'lost' });
    expect(await push()).toMatchObject({ status: 'pushed', uploaded: expect.arrayContaining(['README.md']) });
    expectPushed();
    expect(server.repositories.get(REPOSITORY)?.commits).toHaveLength(2);
  });

  it.each([409, 412])('a conflict with another commit (%i): it looks again and commits onto that', async (status) => {
    server.failNext({ on: COMMIT, does: status });
    server.failNext({ on: COMMIT, does: () => server.commitElsewhere(REPOSITORY, 'LICENSE', 'meanwhile') });
    expect((await push()).status).toBe('pushed');
    expectPushed(['.gitattributes', 'LICENSE']);
    expect(server.count(COMMIT)).toBe(3);
    expect(server.count('PUT /upload')).toBe(3);
  });
});

describe('a push gives up', () => {
  beforeEach(() => fillHubFolder(folder, 10));

  it('at once where the token is refused, with exit status 2', async () => {
    await expect(push({ token: 'hf_wrong' })).rejects.toMatchObject({
      code: 'hub-refused',
      exitStatus: 2,
      hint: expect.stringContaining('HF_TOKEN'),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('at once where the token may not write, with exit status 2', async () => {
    server.failNext({ on: 'repos/create', does: 403 });
    await expect(push()).rejects.toMatchObject({ code: 'hub-refused', exitStatus: 2 });
    expect(server.repositories.size).toBe(0);
  });

  it('after its retries on an outage, with exit status 1 and nothing committed; the next push sends what is missing', async () => {
    server.failNext(...Array.from({ length: 4 }, () => ({ on: COMMIT, does: 503 })));
    await expect(push()).rejects.toMatchObject({ code: 'hub-failed', exitStatus: 1, message: expect.stringContaining('503') });
    expect(server.repositories.get(REPOSITORY)?.commits).toHaveLength(1);
    const sent = server.count('PUT /upload');
    expect((await push()).status).toBe('pushed');
    expect(server.count('PUT /upload')).toBe(sent);
    expectPushed();
  });

  it('where nobody listens, with exit status 1', async () => {
    await server.close();
    await expect(push()).rejects.toMatchObject({ code: 'hub-failed', exitStatus: 1, message: expect.stringContaining('ECONNREFUSED') });
    await server.listen();
  });

  it('where somebody else commits every time, with exit status 1', async () => {
    server.failNext(...Array.from({ length: 5 }, () => ({ on: COMMIT, does: 412 })));
    await expect(push()).rejects.toMatchObject({ code: 'hub-failed', exitStatus: 1, message: expect.stringContaining('somebody else') });
  });

  it('without the token in its error, where the server echoes it', async () => {
    server.failNext({ on: COMMIT, does: 400, message: `Bearer ${TOKEN} is no good` });
    const error: unknown = await push().catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'hub-refused',
      message: expect.stringContaining('Bearer [HF_TOKEN] is no good'),
    });
    expect(inspect(error)).not.toContain(TOKEN);
  });
});
