import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { readLines } from '../resources/read-lines.js';
import { EMPTY_FILE } from './data-file.js';
import { CHAIN_START, chainOf, type DataFileKey, JournalDamage, type JournalEntry, readJournal } from './journal.js';
import { type ResumePoint, RUN_START } from './run-files.js';
import type { RunPaths } from './run-paths.js';

export interface Verification {
  point: ResumePoint;
  /** What was found and is going to be repaired, for people. */
  repairs: string[];
}

/**
 * Holds the files of an unfinished run against its journal and finds where it goes on: behind the last index whose rejects and dialogue
 * are all there. Changes nothing.
 * @throws RolecsError `data-edited`, `data-unknown`, `journal-missing`, `journal-damaged`
 */
export async function findResumePoint(paths: RunPaths): Promise<Verification> {
  if (sizeOf(paths.journal) === 0) {
    const found = [paths.dialogues, paths.rejected].find((path) => sizeOf(path) > 0);
    if (found === undefined) return { point: RUN_START, repairs: [] };
    throw new RolecsError('journal-missing', `${paths.journal} is missing or empty, so nothing tells whether ${found} is whole`, {
      hint: 'restore it, or begin anew with --force or another --out',
    });
  }
  try {
    const dialogues = await verifyFile(paths, 'd');
    const rejected = await verifyFile(paths, 'r');
    const point = await walk(paths.journal, { d: dialogues.lines, r: rejected.lines });
    return { point, repairs: [...dialogues.repairs, ...rejected.repairs] };
  } catch (error) {
    if (!(error instanceof JournalDamage)) throw error;
    throw new RolecsError('journal-damaged', `${paths.journal}: line ${error.line} is damaged`, {
      hint: 'restore it, or begin anew with --force or another --out',
    });
  }
}

/** How many lines of a data file stand there as the journal knows them. */
async function verifyFile(paths: RunPaths, key: DataFileKey): Promise<{ lines: number; repairs: string[] }> {
  const path = key === 'd' ? paths.dialogues : paths.rejected;
  const entries = entriesOf(paths.journal, key);
  const repairs: string[] = [];
  let chain = CHAIN_START;
  let lines = 0;
  if (existsSync(path)) {
    for await (const line of readLines(path)) {
      if (!line.whole) {
        repairs.push(`${basename(path)}: line ${lines + 1} is torn; it is made again`);
        break;
      }
      const { value: entry } = await entries.next();
      if (!entry) throw refuse('data-unknown', path, lines + 1, 'was not written by this run');
      chain = chainOf(chain, line.bytes);
      if (line.bytes.length !== entry.bytes || chain !== entry.chain) {
        throw refuse('data-edited', path, lines + 1, 'is not as it was written: edited or out of sequence');
      }
      lines++;
    }
  }
  let missing = 0;
  for await (const _ of entries) missing++;
  if (missing > 0) repairs.push(`${basename(path)}: ${missing} of ${lines + missing} recorded lines are missing; they are made again`);
  return { lines, repairs };
}

async function* entriesOf(journal: string, key: DataFileKey): AsyncGenerator<JournalEntry, undefined> {
  for await (const entry of readJournal(journal)) if (entry.file === key) yield entry;
}

/** Walks the indices in order as far as each is whole: all its rejects and its dialogue, or as many rejects as there are attempts. */
async function walk(journal: string, present: Record<DataFileKey, number>): Promise<ResumePoint> {
  let point: ResumePoint | null = null;
  const files = { d: EMPTY_FILE, r: EMPTY_FILE };
  let nextIndex = 0;
  let rejects = 0;
  let line = 1;
  for await (const { file, index, bytes, chain, end } of readJournal(journal)) {
    line++;
    if (index !== nextIndex) throw new JournalDamage(line);
    if (files[file].lines >= present[file]) break;
    files[file] = { bytes: files[file].bytes + bytes, lines: files[file].lines + 1, chain };
    if (file === 'r') rejects++;
    if (file === 'r' && rejects < MAX_ATTEMPTS) continue;
    nextIndex++;
    rejects = 0;
    point = { nextIndex, journalBytes: end, dialogues: files.d, rejected: files.r };
  }
  return point ?? RUN_START;
}

function refuse(code: string, path: string, line: number, what: string): RolecsError {
  return new RolecsError(code, `${path}:${line}: this line ${what}; nothing was changed`, {
    hint: 'restore the file, or begin anew with --force or another --out',
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
