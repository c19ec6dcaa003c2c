import { accessSync, constants, existsSync, mkdirSync, rmdirSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { RolecsError } from '../domain/errors.js';

/**
 * Checks, without writing anything, that a folder is there or can be made, and can be written to.
 * @throws RolecsError `output-unusable`
 */
export function checkOutputFolder(directory: string): void {
  let existing = directory;
  let found = statOf(existing);
  while (!found && dirname(existing) !== existing) {
    existing = dirname(existing);
    found = statOf(existing);
  }
  if (!found?.isDirectory()) {
    throw unusable(directory, existing === directory ? 'it is a file, not a folder' : `${existing} is a file, not a folder`);
  }
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw unusable(directory, `${existing} cannot be written to (${(cause as NodeJS.ErrnoException).code})`, cause);
  }
}

/**
 * Does the first thing that writes into a folder.
 * @throws RolecsError `output-unusable` when it turns out that nobody may write there
 */
export function firstWriteInto<T>(directory: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') throw unusable(directory, message, cause);
    throw cause;
  }
}

/**
 * Makes the folder where it is missing.
 * @returns takes back the making, as far as the folders are empty
 * @throws RolecsError `output-unusable`
 */
export function makeOutputFolder(directory: string): () => void {
  const missing: string[] = [];
  for (let path = directory; !existsSync(path) && dirname(path) !== path; path = dirname(path)) missing.push(path);
  const unmake = (): void => {
    missing.every(removeIfEmpty);
  };
  try {
    for (const path of missing.toReversed()) makeFolder(path);
  } catch (cause) {
    unmake();
    throw unusable(directory, (cause as Error).message, cause);
  }
  return unmake;
}

/** Makes one folder, unless somebody else just did. (Node's `recursive` never returns where the parent takes no entries, as in /proc.) */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  }
}

/** Whether the folder was empty and is gone now. */
export function removeIfEmpty(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false; // something lies there, so it stays
  }
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw unusable(path, (cause as Error).message, cause);
  }
}

function unusable(directory: string, why: string, cause?: unknown): RolecsError {
  return new RolecsError('output-unusable', `cannot write to the output folder ${directory}: ${why}`, {
    cause,
    hint: 'choose another --out, or mend that',
  });
}
