import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { createStream } from '../random/stream.js';
import { findResumePoint } from './find-resume-point.js';
import { RUN_START, RunFiles } from './run-files.js';
import { type RunPaths, runPathsIn } from './run-paths.js';

/** A small run on the disk: every third index has rejects, index 5 has used up its attempts. */
const COUNT = 30;
const OPEN_INDEX = 5;
const RECORDS_PER_COMMIT = 30;
let paths: RunPaths;

beforeEach(async () => {
  paths = runPathsIn(mkdtempSync(join(tmpdir(), 'rolecs-resume-')));
  mkdirSync(paths.state);
  await writeRun(0, RUN_START);
});
afterEach(() => rmSync(paths.directory, { recursive: true }));

async function writeRun(from: number, point: typeof RUN_START): Promise<void> {
  const files = await RunFiles.open(paths, point);
  for (let index = from; index < COUNT; index++) {
    const rejects = index === OPEN_INDEX ? MAX_ATTEMPTS : index % 3;
    for (let attempt = 0; attempt < rejects; attempt++) files.appendRejected(index, line('reject', index, attempt));
    if (index !== OPEN_INDEX) files.appendDialogue(index, line('dialogue', index, 0));
    if (files.pending >= RECORDS_PER_COMMIT) await files.commit();
  }
  await files.commit();
  await files.close();
}

function line(kind: string, index: number, attempt: number): Buffer {
  return Buffer.from(`{"${kind}":${index},"attempt":${attempt},"text":"${'啊'.repeat((index * 7 + attempt) % 11)}"}\n`);
}

function contents(): Record<'dialogues' | 'rejected' | 'journal', Buffer> {
  return { dialogues: readFileSync(paths.dialogues), rejected: readFileSync(paths.rejected), journal: readFileSync(paths.journal) };
}

function editLines(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(path, change(readFileSync(path, 'utf8').split(/(?<=\n)/)).join(''));
}

async function refusal(): Promise<{ code: string; message: string }> {
  const error = await findResumePoint(paths).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof RolecsError)) throw new Error(`expected a refusal, got ${error}`);
  return { code: error.code, message: error.message.replace(paths.directory, '') };
}

describe('what is whole', () => {
  test('goes on behind the last index', async () => {
    const { point, repairs } = await findResumePoint(paths);
    const { dialogues, rejected, journal } = contents();
    expect(repairs).toEqual([]);
    expect(point).toMatchObject({
      nextIndex: COUNT,
      journalBytes: journal.length,
      dialogues: { bytes: dialogues.length, lines: COUNT - 1 },
      rejected: { bytes: rejected.length },
    });
  });

  test('begins at the start where there is nothing', async () => {
    for (const path of [paths.dialogues, paths.rejected, paths.journal]) rmSync(path);
    expect(await findResumePoint(paths)).toEqual({ point: RUN_START, repairs: [] });
  });
});

test('wherever a commit was cut off, the resume gives the same bytes', async () => {
  const whole = contents();
  const stream = createStream('cut-off');
  for (let trial = 0; trial < 30; trial++) {
    // What a crash can leave: the journal is ahead of the rejects, the rejects of the dialogues; each may end in the middle of a line.
    const journalBytes = stream.int(whole.journal.length + 1);
    const known = knownBy(whole.journal.subarray(0, journalBytes).toString('latin1'));
    writeFileSync(paths.journal, whole.journal.subarray(0, journalBytes));
    writeFileSync(paths.rejected, whole.rejected.subarray(0, stream.int(known.r + 1)));
    writeFileSync(paths.dialogues, whole.dialogues.subarray(0, stream.int(known.d + 1)));
    const { point } = await findResumePoint(paths);
    await writeRun(point.nextIndex, point);
    expect(contents()).toEqual(whole);
  }
});

/** Bytes of the two files that the whole lines of a journal speak of. */
function knownBy(journal: string): { d: number; r: number } {
  const known = { d: 0, r: 0 };
  for (const match of journal.matchAll(/^([dr]) \d+ (\d+) \w+\n/gm)) known[match[1] as 'd' | 'r'] += Number(match[2]);
  return known;
}

describe('what was made shorter is made again', () => {
  test.each(['dialogues', 'rejected'] as const)('%s', async (file) => {
    const whole = contents();
    for (let bytes = 0; bytes < whole[file].length; bytes += 101) {
      truncateSync(paths[file], bytes);
      const { point, repairs } = await findResumePoint(paths);
      expect(repairs.length).toBeGreaterThan(0);
      await writeRun(point.nextIndex, point);
      expect(contents()).toEqual(whole);
    }
  });

  test('a torn line behind the last one goes', async () => {
    const whole = contents();
    writeFileSync(paths.dialogues, '{"dialo', { flag: 'a' });
    const { point, repairs } = await findResumePoint(paths);
    expect(repairs).toEqual([`dialogues.jsonl: line ${COUNT} is torn; it is made again`]);
    await writeRun(point.nextIndex, point);
    expect(contents()).toEqual(whole);
  });
});

describe('what somebody changed is refused, and nothing is touched', () => {
  test.each([
    ['an edited line', (lines: string[]) => lines.with(4, (lines[4] as string).replace('attempt', 'Attempt')), 5],
    ['an edited first line', (lines: string[]) => lines.with(0, ` ${lines[0]}`), 1],
    ['an edited last line', (lines: string[]) => lines.with(-1, `${lines.at(-1)}`.replace('}', ' }')), 'last'],
    ['two lines exchanged', (lines: string[]) => lines.with(7, lines[8] as string).with(8, lines[7] as string), 8],
    ['a line taken out', (lines: string[]) => lines.toSpliced(10, 1), 11],
    ['a line put in', (lines: string[]) => lines.toSpliced(10, 0, '{}\n'), 11],
    ['Windows line ends', (lines: string[]) => lines.map((text) => text.replace('\n', '\r\n')), 1],
  ])('%s', async (_, change, expected) => {
    for (const file of ['dialogues', 'rejected'] as const) {
      const whole = contents();
      editLines(paths[file], change);
      const edited = contents();
      const number = expected === 'last' ? readFileSync(paths[file], 'utf8').split('\n').length - 1 : expected;
      expect(await refusal()).toEqual({
        code: 'data-edited',
        message: `/${file}.jsonl:${number}: this line is not as it was written: edited or out of sequence; nothing was changed`,
      });
      expect(contents()).toEqual(edited);
      writeFileSync(paths[file], whole[file]);
    }
  });

  test('a line behind the last one', async () => {
    writeFileSync(paths.dialogues, '{}\n', { flag: 'a' });
    expect(await refusal()).toEqual({
      code: 'data-unknown',
      message: `/dialogues.jsonl:${COUNT}: this line was not written by this run; nothing was changed`,
    });
  });

  test('a journal that is gone, or damaged', async () => {
    editLines(paths.journal, (lines) => lines.with(3, 'nonsense\n'));
    expect(await refusal()).toEqual({ code: 'journal-damaged', message: '/.state/journal: line 4 is damaged' });
    editLines(paths.journal, (lines) => lines.with(0, 'rolecs-journal 2\n'));
    expect(await refusal()).toEqual({ code: 'journal-damaged', message: '/.state/journal: line 1 is damaged' });
    writeFileSync(paths.journal, '');
    expect((await refusal()).code).toBe('journal-missing');
    rmSync(paths.journal);
    expect((await refusal()).code).toBe('journal-missing');
    expect(readdirSync(paths.directory).sort()).toEqual(['.state', 'dialogues.jsonl', 'rejected.jsonl']);
  });
});
