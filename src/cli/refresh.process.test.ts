import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { datasetPathsIn } from '../refresh/dataset-paths.js';
import { duplicatesAcross, sequenceOf } from '../testing/nights.js';
import { RefreshWorkspace } from '../testing/refresh-workspace.js';
import { type RunningProcess, startNode } from '../testing/run-process.js';

/** The command as a process over the compiled program, with the synthetic maker. */
const PROGRAM = fileURLToPath(new URL('../../dist/testing/refresh-with-data.js', import.meta.url));
let workspace: RefreshWorkspace;
let data: string;
let directory: string;
let made = 0;

beforeAll(() => {
  workspace = new RefreshWorkspace();
  data = workspace.data('data');
});
beforeEach(() => {
  directory = `${workspace.dataset}-${made++}`;
});
afterAll(() => workspace.remove());

function start(args: string, dataDir = data, wrap: string[] = []): RunningProcess {
  return startNode([PROGRAM, dataDir, '--dir', directory, ...args.split(' ')], { wrap });
}

const refresh = (args: string, dataDir = data) => start(`--count 40 --concurrency 1 ${args}`, dataDir).result;
const current = () => readlinkSync(datasetPathsIn(directory).current);

test('a dataset renews itself: replaced, added to, refused', async () => {
  const paths = datasetPathsIn(directory);
  const first = await refresh('--date 2026-11-23');
  expect(first).toMatchObject({ status: 0, stderr: '' });
  expect(first.stdout).toMatch(/versions\/v2026\.11\.23\taccepted\t40\t[0-9a-f]{64}\n$/);
  expect(current()).toBe('versions/v2026.11.23');

  const added = await start('--add 30 --concurrency 1 --date 2026-11-23').result;
  expect(added.stdout).toMatch(/versions\/v2026\.11\.23-2\taccepted\t70\t/);
  const rows = (version: string) => readFileSync(join(paths.versions, version, 'dialogues.jsonl'), 'utf8');
  expect(rows('v2026.11.23-2').startsWith(rows('v2026.11.23'))).toBe(true);
  expect(await duplicatesAcross(directory)).toEqual([]);

  const bad = await refresh('--date 2026-11-24', workspace.data('bad', { rejectionRate: 0.7 }));
  expect(bad.status).toBe(3);
  expect(bad.stderr).toMatch(
    /^refused: v2026\.11\.24 missed 1 of its gates; .*report\.md has all, current stays as it was\n {2}reject share 0\.\d+ \(at most 0\.25\)\n$/,
  );
  expect(current()).toBe('versions/v2026.11.23-2');
  expect(readdirSync(join(paths.refused, 'v2026.11.24')).sort()).toEqual([
    'dialogues.jsonl',
    'manifest.json',
    'rejected.jsonl',
    'report.json',
    'report.md',
    'run.log',
  ]);

  const changelog = readFileSync(paths.changelog, 'utf8');
  expect([...changelog.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual([
    'v2026.11.24 · refused',
    'v2026.11.23-2 · accepted',
    'v2026.11.23 · accepted',
  ]);
  expect(existsSync(paths.state)).toBe(false);

  const back = await refresh('--date 2026-11-22');
  expect(back).toMatchObject({ status: 1, stdout: '' });
  expect(back.stderr).toMatch(/^error: today is 2026-11-22, but v2026\.11\.24 is there already.*\n {2}.*--date 2026-11-24.*\n$/);
  expect(current()).toBe('versions/v2026.11.23-2');
});

test('what repeats a dialogue of an earlier version is rejected with its name and made anew', async () => {
  await refresh('--date 2026-11-23');
  const paths = datasetPathsIn(directory);
  // As if the first version had the seed of the second: it would hold the dialogues that the second makes.
  const manifest = join(paths.versions, 'v2026.11.23', 'manifest.json');
  writeFileSync(
    manifest,
    readFileSync(manifest, 'utf8').replace('"seed": 42,\n    "count": 40,\n    "status"', '"seed": 41,\n    "count": 40,\n    "status"'),
  );
  expect(await refresh('--date 2026-11-24')).toMatchObject({ status: 3 });
  const rejected = readFileSync(join(paths.refused, 'v2026.11.24', 'rejected.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const details = rejected.map((line) => JSON.parse(line) as { reason: string; detail: string });
  expect(details.filter(({ reason }) => reason === 'exact-duplicate').length).toBe(40);
  expect(details[0]?.detail).toBe('same text as rcs-42-000000 of v2026.11.23');
  expect(await duplicatesAcross(directory)).toEqual([]);
});

test('the compliance gate reads the contract itself, whatever verdicts rows carry', async () => {
  const strict = join(workspace.directory, 'strict.yaml');
  writeFileSync(strict, 'compliance_failures: { max: 0 }\n');
  const { status, stderr } = await refresh(`--date 2026-11-23 --refresh-config ${strict}`);
  expect([status, stderr]).toEqual([3, expect.stringContaining('compliance failures 40 (at most 0)')]);
  const folder = join(datasetPathsIn(directory).refused, 'v2026.11.23');
  const rows = readFileSync(join(folder, 'dialogues.jsonl'), 'utf8').trimEnd().split('\n');
  expect(rows.filter((row) => !row.includes('"fail"')).length).toBeGreaterThan(20);
  expect(readFileSync(join(folder, 'report.md'), 'utf8')).toMatch(/^- §3\.2 labels: 40 dialogues; rcs-42-000000 /m);
});

describe('a refresh that was cut off', () => {
  test('between making a version visible and moving current is settled', async () => {
    await refresh('--date 2026-11-23');
    const paths = datasetPathsIn(directory);
    const index = readFileSync(paths.index);
    await refresh('--date 2026-11-24');
    const expected = await sequenceOf(directory);
    // Back to that moment: the version is there, everything after it is not.
    const plan = JSON.parse(readFileSync(join(paths.versions, 'v2026.11.24', 'manifest.json'), 'utf8')).version as Record<string, unknown>;
    const { status: _, missed: __, taken_over: ___, parts: ____, deduplicated_against: _____, ...pending } = plan;
    mkdirSync(paths.state);
    writeFileSync(paths.pending, JSON.stringify(pending));
    mkdirSync(paths.run);
    rmSync(paths.current);
    symlinkSync('versions/v2026.11.23', paths.current);
    truncateSync(paths.index, index.length + 100);
    const again = await refresh('--date 2026-11-24');
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(current()).toBe('versions/v2026.11.24');
    expect(await sequenceOf(directory)).toEqual(expected);
    expect(existsSync(paths.state)).toBe(false);
    // The index was cut off in the middle; the next one says that it is made again.
    expect((await refresh('--date 2026-11-25')).stderr).toMatch(/^warning: .*earlier\.bin: 1 of 2 versions stand there whole/);
  });

  test('in the night before is finished under its own name, then comes tonight', async () => {
    const slow = workspace.data('slow', { delayMs: 30 });
    const paths = datasetPathsIn(directory);
    const cutOff = start('--count 40 --concurrency 1 --date 2026-11-23', slow);
    while (!existsSync(join(paths.run, 'manifest.json'))) await sleep(5);
    cutOff.child.kill('SIGKILL');
    await cutOff.result;
    expect(existsSync(paths.versions)).toBe(false);
    const next = await refresh('--date 2026-11-24', slow);
    expect(
      next.stdout.split('\n').map((line) =>
        line
          .split('\t')
          .slice(0, 2)
          .join(' ')
          .replace(/^.*versions/, ''),
      ),
    ).toEqual(['/v2026.11.23 accepted', '/v2026.11.24 accepted', '']);
  });

  test('and is asked for otherwise now is swept away, with a word', async () => {
    const slow = workspace.data('slower', { delayMs: 30 });
    const paths = datasetPathsIn(directory);
    const cutOff = start('--count 40 --concurrency 1 --date 2026-11-23', slow);
    while (!existsSync(join(paths.run, 'manifest.json'))) await sleep(5);
    cutOff.child.kill('SIGKILL');
    await cutOff.result;
    const other = await start('--count 20 --concurrency 1 --date 2026-11-23').result;
    expect(other.status).toBe(0);
    expect(other.stderr).toMatch(
      /^warning: the half-made v2026\.11\.23 was begun otherwise \(replace 40 → replace 20\) and is swept away\n/,
    );
    expect(await sequenceOf(directory)).toEqual([expect.stringMatching(/^v2026\.11\.23 accepted seed 42: 20 /)]);
  });
});

describe('is refused, and nothing changes', () => {
  test('a second one at the same time', async () => {
    const slow = workspace.data('slowest', { delayMs: 60 });
    const first = start('--count 40 --concurrency 1 --date 2026-11-23', slow);
    while (!existsSync(datasetPathsIn(directory).lock)) await sleep(5);
    const second = await refresh('--date 2026-11-23', slow);
    expect(second.status).toBe(2);
    expect(second.stderr).toMatch(/^error: another run is at work there: process \d+ on .*\n {2}wait for it or stop it.*\n$/);
    expect((await first.result).status).toBe(0);
    expect((await sequenceOf(directory)).length).toBe(1);
  });

  test('a full disk: current stays, and the same command goes on', async () => {
    await refresh('--date 2026-11-23');
    const before = await sequenceOf(directory);
    // The limit on the size of a file stands for a full disk: writing beyond it fails in the same way.
    const limited = await start('--count 40 --concurrency 1 --date 2026-11-24', data, [
      'bash',
      '-c',
      'ulimit -f 64; trap "" XFSZ; exec "$@"',
      '-',
    ]).result;
    expect(limited.status).toBe(1);
    expect(limited.stderr).toMatch(/^error: (no space left|cannot write).*\n {2}.*run the same command again: current is as it was/m);
    expect(current()).toBe('versions/v2026.11.23');
    expect(await sequenceOf(directory)).toEqual(before);
    expect((await refresh('--date 2026-11-24')).status).toBe(0);
    expect(current()).toBe('versions/v2026.11.24');
  });

  /** Root may write anywhere, unless that capability is taken from it (setpriv is part of util-linux). */
  const bound = process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override', '--inh-caps=-dac_override'] : [];

  test('a folder that is read-only: nothing is begun', async () => {
    await refresh('--date 2026-11-23');
    const before = await sequenceOf(directory);
    chmodSync(directory, 0o555);
    const { status, stdout, stderr } = await start('--count 40 --concurrency 1 --date 2026-11-24', data, bound).result;
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error: cannot write to the output folder .*\n {2}.*--dir/);
    chmodSync(directory, 0o755);
    expect([await sequenceOf(directory), readdirSync(directory).sort()]).toEqual([
      before,
      ['CHANGELOG.md', 'current', 'index', 'versions'],
    ]);
  });

  test.each(['versions', 'index'])('%s is read-only: current stays, and the same command goes on', async (name) => {
    await refresh('--date 2026-11-23');
    const paths = datasetPathsIn(directory);
    const locked = name === 'index' ? paths.index : paths.versions;
    chmodSync(locked, name === 'index' ? 0o444 : 0o555);
    const failed = await start('--count 40 --concurrency 1 --date 2026-11-24', data, bound).result;
    expect([failed.status, failed.stdout]).toEqual([1, '']);
    expect(failed.stderr).toMatch(/^error: cannot write: EACCES.*\n {2}.*run the same command again: current is as it was/m);
    expect(current()).toBe('versions/v2026.11.23');
    chmodSync(locked, 0o755);
    expect(await refresh('--date 2026-11-24')).toMatchObject({ status: 0 });
    expect((await sequenceOf(directory)).map((version) => version.split(':')[0])).toEqual([
      'v2026.11.23 accepted seed 42',
      'v2026.11.24 accepted seed 43',
    ]);
  });

  test.each([
    ['a folder named current', () => mkdirSync(join(directory, 'current'), { recursive: true }), /current is not a link to a folder/],
    [
      'a file for a folder',
      () => writeFileSync(directory, ''),
      /cannot write to the output folder .*: it is a file, not a folder\n {2}.*--dir/,
    ],
  ])('%s', async (_what, prepare, message) => {
    prepare();
    const { status, stderr } = await refresh('--date 2026-11-23');
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test.each([
    ['--add 5', '--count and --add exclude each other'],
    ['--date 2026-02-30', '--date 2026-02-30: must be a day of the calendar'],
    ['--date yesterday', '--date yesterday: must be a day of the calendar'],
    ['--refresh-config nowhere.yaml', 'nowhere.yaml'],
  ])('%s', async (args, message) => {
    const { status, stderr } = await refresh(args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(directory)).toBe(false);
  });
});

test('a dangling current goes back to the last good version, with a word', async () => {
  await refresh('--date 2026-11-23');
  await refresh('--date 2026-11-24');
  const paths = datasetPathsIn(directory);
  renameSync(join(paths.versions, 'v2026.11.24'), join(workspace.directory, 'moved-away'));
  const { status, stderr } = await refresh('--date 2026-11-25');
  expect([status, stderr]).toEqual([
    0,
    expect.stringMatching(/^warning: current pointed to v2026\.11\.24; it points to v2026\.11\.23 again\n/),
  ]);
  expect(current()).toBe('versions/v2026.11.25');
});
