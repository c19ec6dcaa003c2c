import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EXIT, RolecsError } from '../domain/errors.js';

/** What a file system says when it is full, broken or closed to us: the work failed, no bug. */
const FILE_SYSTEM_FAULTS: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS', 'EACCES', 'EPERM']);
/** Ends the name of a folder that was moved aside while another takes its place. */
const OLD = '.old';

export interface Replacement {
  /** Whether a folder of ours that is there already may be replaced. */
  readonly force: boolean;
  /** What a folder of ours is called: `export`. */
  readonly kind: string;
  /** Whether a folder is one of ours. Nothing else is ever replaced. */
  readonly isOurs: (folder: string) => boolean;
}

/**
 * Lets `work` fill a folder under a temporary name beside `target` and renames it when it is complete: who looks at `target` sees the old folder or
 * the new one. What fails leaves nothing behind, and what a killed run left is swept first.
 * @throws RolecsError `output-exists`, `output-unusable` before anything was written, `output-failed` where the disk gave up
 */
export async function replaceFolder<T>(target: string, replacement: Replacement, work: (folder: string) => Promise<T>): Promise<T> {
  sweepLeftovers(target);
  const occupied = checkTarget(target, replacement);
  const temporary = makeTemporary(target);
  try {
    const result = await work(temporary);
    publish(temporary, target, occupied);
    return result;
  } catch (cause) {
    rmSync(temporary, { recursive: true, force: true });
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof RolecsError || !FILE_SYSTEM_FAULTS.has(code)) throw cause;
    throw new RolecsError('output-failed', `writing ${target} failed: ${message}`, {
      cause,
      hint: 'make room or mend that, and run it again; nothing was left behind',
      exitStatus: EXIT.failed,
    });
  }
}

/** Two renames where a folder has to make way: killed between them, the next sweep brings it back. */
function publish(temporary: string, target: string, occupied: boolean): void {
  if (!occupied) {
    renameSync(temporary, target);
    return;
  }
  const old = `${temporary}${OLD}`;
  renameSync(target, old);
  try {
    renameSync(temporary, target);
  } catch (error) {
    renameSync(old, target);
    throw error;
  }
  rmSync(old, { recursive: true });
}

/** @returns whether a folder is there that has to make way */
function checkTarget(target: string, { force, kind, isOurs }: Replacement): boolean {
  if (!existsSync(target)) return false;
  if (!statSync(target).isDirectory()) {
    throw new RolecsError('output-unusable', `cannot write to ${target}: it is a file, not a folder`, { hint: 'choose another --out' });
  }
  if (readdirSync(target).length === 0) return true;
  if (!isOurs(target)) {
    throw new RolecsError('output-exists', `${target} holds files that are no ${kind}`, {
      hint: `choose another --out; --force replaces an earlier ${kind} only`,
    });
  }
  if (force) return true;
  throw new RolecsError('output-exists', `${target} holds an earlier ${kind}`, {
    hint: 'replace it with --force, or choose another --out',
  });
}

/** Clears up after runs that were killed; one that was killed between its two renames gets its old folder back. */
function sweepLeftovers(target: string): void {
  if (!existsSync(dirname(target))) return;
  for (const name of readdirSync(dirname(target))) {
    const prefix = temporaryPrefix(target);
    if (!name.startsWith(prefix) || isAlive(Number.parseInt(name.slice(prefix.length), 10))) continue;
    const path = join(dirname(target), name);
    if (name.endsWith(OLD) && !existsSync(target)) renameSync(path, target);
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
    const temporary = mkdtempSync(join(dirname(target), `${temporaryPrefix(target)}${process.pid}-`));
    chmodSync(temporary, 0o777 & ~process.umask()); // mkdtemp lets nobody else in
    return temporary;
  } catch (cause) {
    throw new RolecsError('output-unusable', `cannot write to the folder of ${target}: ${(cause as Error).message}`, {
      cause,
      hint: 'choose another --out, or mend that',
    });
  }
}
