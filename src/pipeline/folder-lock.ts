import { createHash, randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { makeFolder } from './output-folder.js';
import { isAlive, ProcessIdentity, thisProcess } from './process-identity.js';

export interface FolderLock {
  release(): void;
}

const MAX_TRIALS = 100;

/**
 * Takes the lock at `path`; its folder is made where it is missing.
 *
 * A lock file comes into being whole and exclusively (a link to a finished file). One whose owner is dead is replaced by whoever holds the
 * lock on that very file, named after its content, and still finds that content there: so of two takers one wins, whenever they come, and
 * a taker that dies on the way is no obstacle.
 * @throws RolecsError `locked` when a live process holds it
 */
export function acquireLock(path: string): FolderLock {
  const own = `${path}.${randomUUID()}`;
  for (let trial = 1; ; trial++) {
    makeFolder(dirname(path));
    try {
      writeFileSync(own, `${JSON.stringify(thisProcess())}\n`);
      take(path, own);
      clearLeftovers(path);
      return { release: () => rmSync(path, { force: true }) };
    } catch (error) {
      // A run that ended just now took its folder with it: once more.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || trial === MAX_TRIALS) throw error;
    } finally {
      rmSync(own, { force: true });
    }
  }
}

/** Removes what takers left that were killed on the way. One that still lives finds its file gone, tries again, and meets our lock. */
function clearLeftovers(path: string): void {
  const prefix = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix)) rmSync(join(dirname(path), name), { force: true });
  }
}

/** @throws RolecsError `locked` when a live process holds the lock; writes nothing */
export function refuseIfLocked(path: string): void {
  const found = readLock(path);
  if (found?.owner && isAlive(found.owner)) throw lockedBy(found.owner, path);
}

/** Puts a link to `own` at `path`, or throws. */
function take(path: string, own: string): void {
  for (;;) {
    if (linkExclusively(own, path)) return;
    const found = readLock(path);
    if (found === null) continue; // released in between
    if (found.owner && isAlive(found.owner)) throw lockedBy(found.owner, path);
    const guard = `${path}.${found.token}`;
    take(guard, own);
    if (readLock(path)?.token === found.token) {
      renameSync(guard, path);
      return;
    }
    rmSync(guard);
  }
}

function linkExclusively(existing: string, path: string): boolean {
  try {
    linkSync(existing, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** null: there is no lock. Owner null: what stands there was never a lock, or a crash of the machine emptied it. */
function readLock(path: string): { token: string; owner: ProcessIdentity | null } | null {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  const token = createHash('sha256').update(content).digest('hex').slice(0, 12);
  try {
    return { token, owner: ProcessIdentity.parse(JSON.parse(content)) };
  } catch {
    return { token, owner: null };
  }
}

function lockedBy(owner: ProcessIdentity, path: string): RolecsError {
  return new RolecsError('locked', `another run is at work there: process ${owner.pid} on ${owner.host} holds ${path}`, {
    hint: `wait for it or stop it, or choose another --out; if ${owner.host} is gone for good, delete that file`,
  });
}
