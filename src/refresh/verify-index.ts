import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { hashStream } from '../resources/hash-stream.js';
import type { FindingSink } from '../verification/findings.js';
import type { DatasetPaths } from './dataset-paths.js';
import { FIRST_BLOCK, hasMagic, readBlock, sumOf } from './index-file.js';
import type { Version } from './version.js';
import { keyOfBlock, rowsOf } from './version-rows.js';

/** Holds the index of earlier dialogues against the accepted versions: a block for each, and the rows in it are those of its dialogues. */
export async function verifyIndex(paths: DatasetPaths, accepted: readonly Version[], findings: FindingSink): Promise<void> {
  if (accepted.length === 0) return;
  const name = relative(paths.directory, paths.index).split(sep).join('/');
  const damaged = (what: string) => findings.add('index-damaged', { file: name, line: null, id: null }, what);
  if (!existsSync(paths.index)) return damaged('is not there');
  const file = await open(paths.index, 'r');
  try {
    if (!(await hasMagic(file))) return damaged('does not begin as an index does');
    const fault = await faultOf(file, accepted, existsSync(paths.pending));
    if (fault !== null) damaged(fault);
  } finally {
    await file.close();
  }
}

/** @param cutOff the last version may be missing: what persists it comes after it is visible */
async function faultOf(file: FileHandle, accepted: readonly Version[], cutOff: boolean): Promise<string | null> {
  let end = FIRST_BLOCK;
  for (const [place, version] of accepted.entries()) {
    const block = await readBlock(file, end, keyOfBlock(version), null);
    if (!block) {
      const awaited = cutOff && place === accepted.length - 1;
      return awaited ? null : `${place} of ${accepted.length} versions stand there whole; ${version.name} does not`;
    }
    if (!(await sumsTo(version, block.crc))) return `the rows of ${version.name} are not those of its dialogues`;
    end = block.end;
  }
  const { size } = await file.stat();
  return size === end ? null : `${size - end} bytes lie behind its last version`;
}

/** True as well where the dialogues are not as they were accepted: that was found already. */
async function sumsTo(version: Version, crc: number): Promise<boolean> {
  try {
    if ((await sumOf(rowsOf(version))) === crc) return true;
    return (await hashStream(runPathsIn(version.directory).dialogues)).sha256 !== version.sha256;
  } catch (error) {
    if (error instanceof RolecsError) return true;
    throw error;
  }
}
