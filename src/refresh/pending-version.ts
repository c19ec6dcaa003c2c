import { readFile } from 'node:fs/promises';
import { RolecsError } from '../domain/errors.js';
import { replaceFile } from '../pipeline/replace-file.js';
import type { DatasetPaths } from './dataset-paths.js';
import { VersionPlan } from './version.js';

/**
 * The version that a refresh which did not come to its end was making; null where there is none.
 * @throws RolecsError `pending-damaged`
 */
export async function readPending({ pending, state }: DatasetPaths): Promise<VersionPlan | null> {
  try {
    return VersionPlan.parse(JSON.parse(await readFile(pending, 'utf8')));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new RolecsError('pending-damaged', `${pending} does not say which version is being made: ${(cause as Error).message}`, {
      cause,
      hint: `remove ${state}: only the half-made version goes with it`,
    });
  }
}

export async function writePending({ pending }: DatasetPaths, plan: VersionPlan): Promise<void> {
  await replaceFile(pending, `${JSON.stringify(plan, null, 2)}\n`, `${pending}.new`);
}
