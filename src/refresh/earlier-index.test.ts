import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { signatureOf } from '../quality/dedup/signature.js';
import { createStream } from '../random/stream.js';
import { makeLines } from '../testing/edited-copies.js';
import { EarlierIndex } from './earlier-index.js';
import type { IndexedVersion } from './version-rows.js';

let directory: string;
let path: string;
let versions: IndexedVersion[];
const textOf = (version: number, line: number) => makeLines(createStream(`earlier/${version}/${line}`)).join('');

/** A version with so many new dialogues behind those of the one before it. */
function writeVersion(number: number, lines: number, takenOver: number): IndexedVersion {
  const folder = join(directory, `v${number}`);
  mkdirSync(folder);
  const before = takenOver > 0 ? readFileSync(join(directory, `v${number - 1}`, 'dialogues.jsonl'), 'utf8') : '';
  const own = Array.from(
    { length: lines },
    (_, line) => `${JSON.stringify({ id: `d-${number}-${line}`, dialogue: [{ text: textOf(number, line) }] })}\n`,
  );
  writeFileSync(join(folder, 'dialogues.jsonl'), before + own.join(''));
  return {
    number,
    name: `v${number}`,
    directory: folder,
    sha256: String(number).repeat(64),
    dialogues: takenOver + lines,
    taken_over: takenOver,
  };
}

async function findAll(known = versions): Promise<{ found: (string | undefined)[]; repairs: string[] }> {
  const repairs: string[] = [];
  const index = await EarlierIndex.open(path, known, (what) => repairs.push(what));
  const asked = versions.flatMap(({ number, dialogues, taken_over }) =>
    Array.from({ length: dialogues - taken_over }, (_, line) => textOf(number, line)),
  );
  const found = asked.map((text) => index.find({ text, signature: signatureOf(text) })?.of);
  await index.close();
  return { found, repairs };
}

const ALL = [
  ...Array.from({ length: 30 }, (_, line) => `d-1-${line} of v1`),
  ...Array.from({ length: 20 }, (_, line) => `d-2-${line} of v2`),
  ...Array.from({ length: 25 }, (_, line) => `d-3-${line} of v3`),
];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'rolecs-index-'));
  path = join(directory, 'index', 'earlier.bin');
  versions = [writeVersion(1, 30, 0), writeVersion(2, 20, 30), writeVersion(3, 25, 0)];
  expect((await findAll()).found).toEqual(ALL);
});
afterEach(() => rmSync(directory, { recursive: true }));

test('opens again without a repair, and without reading the versions', async () => {
  const before = readFileSync(path);
  expect(await findAll()).toEqual({ found: ALL, repairs: [] });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('finds near-duplicates with the dialogue and version they repeat', async () => {
  const index = await EarlierIndex.open(path, versions, () => {});
  const text = `${textOf(2, 4)}好`;
  expect(index.find({ text, signature: signatureOf(text) })).toMatchObject({ kind: 'near', of: 'd-2-4 of v2' });
  await index.close();
});

test('takes a version that was accepted', async () => {
  const index = await EarlierIndex.open(path, versions, () => {});
  const fourth = writeVersion(4, 10, 0);
  await index.persist(fourth);
  await index.close();
  const repairs: string[] = [];
  const again = await EarlierIndex.open(path, [...versions, fourth], (what) => repairs.push(what));
  const text = textOf(4, 9);
  expect([again.size, again.find({ text, signature: signatureOf(text) })?.of, repairs]).toEqual([85, 'd-4-9 of v4', []]);
  await again.close();
});

test('makes up for a last version that a crash kept out, without a word', async () => {
  const later = [...versions, writeVersion(4, 10, 0)];
  const repairs: string[] = [];
  const index = await EarlierIndex.open(path, later, (what) => repairs.push(what));
  expect([index.size, repairs]).toEqual([85, []]);
  await index.close();
});

describe('is made again from the versions, and says so', () => {
  test.each([
    ['cut off in the last block', (file: string) => truncateSync(file, statSync(file).size - 1)],
    ['cut off in a header', (file: string) => truncateSync(file, 16 + 10)],
    ['empty', (file: string) => truncateSync(file, 0)],
    ['gone', (file: string) => rmSync(file)],
    ['another file', (file: string) => writeFileSync(file, 'not an index at all, but some text')],
    [
      'changed by a byte',
      (file: string) => {
        const bytes = readFileSync(file);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
        writeFileSync(file, bytes);
      },
    ],
  ])('%s', async (_what, harm) => {
    const sound = readFileSync(path);
    harm(path);
    const { found, repairs } = await findAll();
    expect(found).toEqual(ALL);
    expect(repairs).toEqual([expect.stringContaining('made again from the versions')]);
    expect(readFileSync(path).equals(sound)).toBe(true);
  });

  test('of a version that is no longer there', async () => {
    const [first, , third] = versions as [IndexedVersion, IndexedVersion, IndexedVersion];
    const { found } = await findAll([first, third]);
    expect(found).toEqual(ALL.map((of) => (of.endsWith('v2') ? undefined : of)));
  });
});

test('a version that cannot be read is named', async () => {
  rmSync(path);
  writeFileSync(join(directory, 'v2', 'dialogues.jsonl'), 'no json\n'.repeat(50));
  await expect(EarlierIndex.open(path, versions, () => {})).rejects.toMatchObject({ code: 'version-damaged', exitStatus: 1 });
});
