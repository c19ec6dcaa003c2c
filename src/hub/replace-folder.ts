import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, RolecsError } from '../domain/errors.js';
import { readHubManifest } from './hub-manifest.js';

/** What a file system says when it is full, broken or closed to us: the work failed, no bug. */
const FILE_SYSTEM_FAULTS: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS', 'EACCES', 'EPERM']);

/**
 * Lets `work` fill a folder under a temporary name beside `target` and renames it when it is complete: who looks at `target` sees the old folder or
 * the new one. What fails leaves nothing behind.
 * @throws RolecsError `output-exists`, `output-unusable` before anything was written, `folder-failed` where the disk gave up
 */
export async function replaceFolder<T>(target: string, { force }: { force: boolean }, work: (folder: string) => Promise<T>): Promise<T> {
  sweepLeftovers(target);
  const occupied = checkTarget(target, force);
  const temporary = makeTemporary(target);
  try {
    const result = await work(temporary);
    if (occupied) renameSync(target, `${temporary}.old`);
    renameSync(temporary, target);
    if (occupied) rmSync(`${temporary}.old`, { recursive: true });
    return result;
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof RolecsError || !FILE_SYSTEM_FAULTS.has(code)) throw cause;
    throw new RolecsError('folder-failed', `writing ${target} failed: ${message}`, {
      cause,
      hint: 'make room or mend that, and run it again; nothing was left behind',
      exitStatus: EXIT.failed,
    });
  }
}

/** @returns whether a folder is there that has to make way */
function checkTarget(target: string, force: boolean): boolean {
  if (!existsSync(target)) return false;
  if (!statSync(target).isDirectory()) {
    throw new RolecsError('output-unusable', `cannot write to ${target}: it is a file, not a folder`, { hint: 'choose another --out' });
  }
  if (readdirSync(target).length === 0) return true;
  if (!force) {
    throw new RolecsError('output-exists', `${target} is not empty`, {
      hint: 'choose another --out, or replace a folder for the Hub with --force',
    });
  }
  readHubManifest(target); // --force replaces what this command made, nothing else
  return true;
}

/** Clears up after runs that were killed; one that was killed between its two renames gets its old folder back. */
function sweepLeftovers(target: string): void {
  if (!existsSync(dirname(target))) return;
  for (const name of readdirSync(dirname(target))) {
    const prefix = temporaryPrefix(target);
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    const path = join(dirname(target), name);
    if (name.endsWith('.old') && !existsSync(target)) renameSync(path, target);
    else rmSync(path, { recursive: true, force: true });
  }
}

/** The id of the process follows. */
function temporaryPrefix(target: string): string {
  return `.${basename(target)}.partial-`;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function makeTemporary(target: string): string {
  try {
    mkdirSync(dirname(target), { recursive: true });
    return mkdtempSync(join(dirname(target), `${temporaryPrefix(target)}${process.pid}-`));
  } catch (cause) {
    throw new RolecsError('output-unusable', `cannot write to the folder of ${target}: ${(cause as Error).message}`, {
      cause,
      hint: 'choose another --out, or mend that',
    });
  }
}
