import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DATA_DIR } from '../config/project.js';
import { DatasetCopy } from '../testing/dataset-copy.js';
import { runCompiled } from '../testing/run-process.js';
import type { Finding, FindingGroup, Kind } from '../verification/findings.js';

/** `npm run verify` over a dataset in versions: one, one with more behind it, one instead of them, one refused; and over spoiled copies. */
const workspace = mkdtempSync(join(tmpdir(), 'rolecs-verify-versions-'));
const dataset = join(workspace, 'dataset');
/** So few dialogues miss gates by chance: of the gates that the program comes with, none but the strategy mix is asked for here. */
const shipped = load(readFileSync(join(DATA_DIR, 'refresh.yaml'), 'utf8')) as Record<'figures' | 'figures_to_previous', object>;
const anything = (ranges: object) => JSON.stringify(Object.fromEntries(Object.keys(ranges).map((figure) => [figure, {}])));
const LENIENT = `reject_share: { max: 1 }
strategy_mix: { tolerance: 100 }
drift: { target: 1, previous: 1, deviations: 4 }
figures: ${anything(shipped.figures)}
figures_to_previous: ${anything(shipped.figures_to_previous)}
`;
let copies = 0;

beforeAll(async () => {
  const gates = (name: string, text: string) => {
    writeFileSync(join(workspace, name), text);
    return join(workspace, name);
  };
  const [lenient, strict] = [
    gates('lenient.yaml', LENIENT),
    gates('strict.yaml', `${LENIENT}open_dialogues: { max: 0 }\n`.replace('tolerance: 100', 'tolerance: 0.001')),
  ];
  for (const [order, config, status] of [
    ['--count 24 --date 2026-11-23', lenient, 0],
    ['--add 16 --date 2026-11-24', lenient, 0],
    ['--count 16 --date 2026-11-25', lenient, 0],
    ['--add 8 --date 2026-11-26', strict, 3],
  ] as const) {
    const made = await runCompiled('refresh', ['--dir', dataset, ...order.split(' '), '--concurrency', '1', '--refresh-config', config]);
    expect(made).toMatchObject({ status, stderr: status === 0 ? '' : expect.stringContaining('strategy mix') });
  }
});
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

/** What is wrong with a copy of the dataset once it is spoiled; the exit status has to say the same. */
async function findingsOf(spoil: (copy: DatasetCopy) => unknown): Promise<Map<Kind, Finding[]>> {
  const copy = new DatasetCopy(dataset, join(workspace, `copy-${++copies}`));
  await spoil(copy);
  const { status, stdout, stderr } = await runCompiled('verify', ['--dir', copy.directory, '--json']);
  const { sound, groups } = JSON.parse(stdout) as { sound: boolean; groups: FindingGroup[] };
  expect({ status, sound, stderr }).toEqual({ status: groups.length > 0 ? 1 : 0, sound: groups.length === 0, stderr: '' });
  return new Map(groups.map(({ kind, findings }) => [kind, findings]));
}

const flip = (bytes: Buffer, at: number) => {
  bytes[at] = (bytes[at] as number) ^ 1;
  return bytes;
};

describe('a dataset as refresh left it', () => {
  test.each([
    ['', /: 16 files, 64 dialogues, \d+ rejects: nothing is wrong$/],
    ['current', /current: 4 files, 16 dialogues, \d+ rejects: nothing is wrong$/],
    ['versions/v2026.11.24', /v2026\.11\.24: 4 files, 40 dialogues, \d+ rejects: nothing is wrong$/],
    ['refused/v2026.11.26', /v2026\.11\.26: 4 files, 24 dialogues, \d+ rejects: nothing is wrong$/],
  ])('has nothing wrong with it: %s', async (folder, verdict) => {
    const { status, stdout, stderr } = await runCompiled('verify', ['--dir', join(dataset, folder)]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.trim().split('\n').at(-1)).toMatch(verdict);
    expect(stdout).not.toContain('carries no hash of its own');
  });

  test('is held against its own versions, not --against others', async () => {
    const { status, stderr } = await runCompiled('verify', ['--dir', dataset, '--against', join(dataset, 'current')]);
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/--against .* in versions/) });
  });
});

describe('finds', () => {
  test('a flipped byte in an old version, and blames the index for nothing', async () => {
    const name = 'versions/v2026.11.23/dialogues.jsonl';
    const found = await findingsOf((copy) => copy.editBytes(name, (bytes) => flip(bytes, bytes.indexOf('"text":"') + 10)));
    expect(found.get('file-changed')).toMatchObject([{ file: name, what: expect.stringContaining('sha256') }]);
    expect(found.has('index-damaged')).toBe(false);
  });

  test('dialogues that were taken over otherwise than they were accepted', async () => {
    const name = 'versions/v2026.11.24/dialogues.jsonl';
    const found = await findingsOf((copy) => copy.editBytes(name, (bytes) => flip(bytes, bytes.indexOf('"text":"') + 10)));
    expect(found.get('version-inconsistent')).toMatchObject([{ what: 'dialogues.jsonl does not begin with that of v2026.11.23' }]);
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 1), /^2 of 3 versions stand there whole; v2026\.11\.25 does not$/],
    ['cut off in its first words', (bytes) => bytes.subarray(0, 5), /^does not begin as an index does$/],
    ['changed by a byte', (bytes) => flip(bytes, bytes.length >> 1), /^1 of 3 versions stand there whole; v2026\.11\.24 does not$/],
    ['longer than it was', (bytes) => Buffer.concat([bytes, Buffer.alloc(7)]), /^7 bytes lie behind its last version$/],
  ])('an index that was %s', async (_what, edit, what) => {
    const found = await findingsOf((copy) => copy.editBytes('index/earlier.bin', edit));
    expect([...found]).toEqual([
      ['index-damaged', [{ file: 'index/earlier.bin', line: null, id: null, what: expect.stringMatching(what) }]],
    ]);
  });

  test('an index that is gone', async () => {
    const found = await findingsOf((copy) => rmSync(copy.path('index'), { recursive: true }));
    expect([...found.keys()]).toEqual(['index-damaged']);
  });

  test('an edited manifest', async () => {
    const name = 'versions/v2026.11.23/manifest.json';
    const found = await findingsOf((copy) =>
      copy.editBytes(name, (bytes) => Buffer.from(bytes.toString().replace('"missed": []', '"missed":  []'))),
    );
    expect([...found]).toEqual([['manifest-edited', [expect.objectContaining({ file: name })]]]);
  });

  test('an edited manifest whose own hash fits', async () => {
    const name = 'versions/v2026.11.24/manifest.json';
    const found = await findingsOf((copy) =>
      copy.editManifest((manifest) => {
        const { parts } = manifest.version as { parts: { seed: number }[] };
        Object.assign(parts[0] as object, { seed: 7 });
      }, name),
    );
    expect([...found]).toEqual([
      ['version-inconsistent', [expect.objectContaining({ file: name, what: expect.stringMatching(/^parts: /) })]],
    ]);
  });

  test('parts that rows contradict, in the version alone', async () => {
    const copy = new DatasetCopy(join(dataset, 'versions/v2026.11.24'), join(workspace, `copy-${++copies}`));
    copy.editManifest((manifest) => {
      const { parts } = manifest.version as { parts: { seed: number; lines: number }[] };
      Object.assign(parts[0] as object, { seed: 7, lines: 23 });
    });
    const { status, stdout } = await runCompiled('verify', ['--dir', copy.directory, '--json']);
    const { groups } = JSON.parse(stdout) as { groups: FindingGroup[] };
    expect(status).toBe(1);
    expect(groups.map(({ kind }) => kind)).toEqual(['row-inconsistent', 'figure-wrong']);
    expect(groups[0]?.findings[0]?.what).toBe('provenance.seed is 42, that of v2026.11.23 is 7');
    expect(groups[1]?.findings.map(({ what }) => what)).toEqual(['version.taken_over: 24, the parts before the last have 23 lines']);
  });

  test.each<[string, (copy: DatasetCopy) => void, RegExp]>([
    [
      'nowhere',
      (copy) => symlinkSync('versions/v2026.01.01', copy.path('current')),
      /^points to v2026\.01\.01, which is no accepted version$/,
    ],
    ['to a refused version', (copy) => symlinkSync('refused/v2026.11.26', copy.path('current')), /is not a link to a folder in .*versions/],
    ['to nothing at all', () => {}, /^is not there; the last accepted version is v2026\.11\.25$/],
  ])('current that points %s', async (_what, point, what) => {
    const found = await findingsOf((copy) => {
      rmSync(copy.path('current'));
      point(copy);
    });
    expect([...found]).toEqual([['current-broken', [{ file: 'current', line: null, id: null, what: expect.stringMatching(what) }]]]);
  });

  test('a version that is gone, and one that lies where refused ones belong', async () => {
    const gone = await findingsOf((copy) => rmSync(copy.path('versions/v2026.11.23'), { recursive: true }));
    expect(gone.get('version-inconsistent')?.map(({ what }) => what)).toContain('its previous version v2026.11.23 is not there');
    const moved = await findingsOf((copy) => renameSync(copy.path('refused/v2026.11.26'), copy.path('versions/v2026.11.26')));
    expect(moved.get('version-inconsistent')?.map(({ what }) => what)).toEqual([
      'lies in versions/v2026.11.26; it is that of refused/v2026.11.26',
    ]);
  });
});
