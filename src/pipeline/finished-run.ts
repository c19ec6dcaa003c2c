import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { RolecsError } from '../domain/errors.js';
import { hashStream } from '../resources/hash-stream.js';
import { acquireLock } from './folder-lock.js';
import type { Manifest } from './manifest.js';
import { removeIfEmpty } from './output-folder.js';
import { replaceFile } from './replace-file.js';
import type { RunOutcome } from './run-outcome.js';
import type { RunPaths } from './run-paths.js';

/**
 * Holds the files of a finished run against its manifest.
 * @throws RolecsError `finished-run-changed`
 */
export async function finishedOutcome(paths: RunPaths, { files = {} }: Manifest): Promise<RunOutcome> {
  for (const [name, expected] of Object.entries(files)) {
    const path = join(paths.directory, name);
    const sha256 = existsSync(path) ? (await hashStream(path)).sha256 : null;
    if (sha256 === expected.sha256) continue;
    throw new RolecsError(
      'finished-run-changed',
      `${path} is ${sha256 === null ? 'missing' : 'not as the finished run left it'} (manifest.json: ${expected.bytes} bytes, sha256 ${expected.sha256.slice(0, 12)}…)`,
      { hint: 'restore it, make it again with --force, or choose another --out' },
    );
  }
  const { lines = 0, sha256 = null } = files[basename(paths.dialogues)] ?? {};
  return { status: 'complete', accepted: lines, open: 0, openIndices: [], dialogues: paths.dialogues, sha256 };
}

/** Removes what only a resume needs. Whoever calls holds the lock, which stays. */
export function clearState(paths: RunPaths): void {
  for (const name of readdirSync(paths.state)) {
    const path = join(paths.state, name);
    if (path !== paths.lock) rmSync(path, { recursive: true });
  }
}

/** Clears up after a finished run that was killed right after its end. */
export function clearForgottenState(paths: RunPaths): void {
  if (!existsSync(paths.state)) return;
  const lock = acquireLock(paths.lock);
  clearState(paths);
  lock.release();
  removeIfEmpty(paths.state);
}

/**
 * Removes the run that lies in the folder, so that another can begin there. Cut off in the middle, it leaves a mark, and the next run
 * in this folder begins anew; the mark is for the new run to remove once its manifest stands.
 */
export async function removeRun(paths: RunPaths): Promise<void> {
  await replaceFile(paths.replacing, '', `${paths.replacing}.new`);
  const plain = [paths.dialogues, paths.rejected, paths.journal, paths.reasoning, ...paidStateOf(paths), paths.manifest];
  for (const path of plain) rmSync(path, { force: true });
}

/** What an llm run has paid for and not written yet; SQLite keeps two files beside its own. */
function paidStateOf({ finished, checkpoints }: RunPaths): string[] {
  return [finished, checkpoints, `${checkpoints}-wal`, `${checkpoints}-shm`];
}
