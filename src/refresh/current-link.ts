import { lstatSync, readlinkSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { syncDirectory } from '../pipeline/replace-file.js';
import type { DatasetPaths } from './dataset-paths.js';

/**
 * Name of the version that `current` points to; null where there is no such link.
 * @throws RolecsError `current-foreign` when something else has that name
 */
export function readCurrent({ current, versions }: DatasetPaths): string | null {
  const found = lstatSync(current, { throwIfNoEntry: false });
  if (!found) return null;
  if (found.isSymbolicLink()) {
    const target = join(dirname(current), readlinkSync(current));
    if (dirname(target) === versions) return basename(target);
  }
  throw new RolecsError('current-foreign', `${current} is not a link to a folder in ${versions}; nothing was changed`, {
    hint: 'move it away, or name another folder with --dir',
  });
}

/** Points `current` to a version at once: readers see the old one or the new one. */
export async function moveCurrent({ directory, current, versions, state }: DatasetPaths, name: string): Promise<void> {
  const fresh = join(state, 'current.new');
  rmSync(fresh, { force: true });
  symlinkSync(relative(directory, join(versions, name)), fresh, 'dir');
  renameSync(fresh, current);
  await syncDirectory(directory);
}
