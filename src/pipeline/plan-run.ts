import { existsSync } from 'node:fs';
import { RolecsError } from '../domain/errors.js';
import { type Manifest, readManifest } from './manifest.js';
import { differences, type RunIdentity } from './run-identity.js';
import type { RunPaths } from './run-paths.js';

/** What the user allows to be done with a run that is already there. */
export type RunMode = 'new' | 'resume' | 'replace';

export type RunPlan =
  | { kind: 'begin' }
  /** What lies there goes away first. */
  | { kind: 'replace' }
  | { kind: 'continue'; manifest: Manifest }
  | { kind: 'finished'; manifest: Manifest };

/**
 * Decides what to do about what lies in the output folder. Changes nothing.
 * @throws RolecsError `run-exists`, `foreign-data`, `other-identity`, `manifest-damaged`
 */
export async function planRun(paths: RunPaths, mode: RunMode, identity: RunIdentity): Promise<RunPlan> {
  if (existsSync(paths.replacing)) return { kind: 'replace' }; // a replacement was cut off; the user had given leave
  const manifest = await readManifest(paths);
  if (!manifest) {
    const foreign = [paths.dialogues, paths.rejected, paths.journal, paths.finished, paths.checkpoints].find((path) => existsSync(path));
    if (foreign === undefined) return { kind: 'begin' };
    throw new RolecsError('foreign-data', `${foreign} is there, but no manifest.json that says which run made it; nothing was changed`, {
      hint: 'restore manifest.json, move the files away, or choose another --out',
    });
  }
  if (mode === 'replace') return { kind: 'replace' };
  if (mode === 'new') throw runExists(paths, manifest);

  const different = differences(manifest.identity, identity);
  if (different.length > 0) {
    const shown = different.length > 4 ? [...different.slice(0, 4), `${different.length - 4} more`] : different;
    throw new RolecsError('other-identity', `the run in ${paths.directory} is another one: ${shown.join('; ')}`, {
      hint: 'resume with the options and resources it began with, replace it with --force, or choose another --out',
    });
  }
  return { kind: manifest.status === 'complete' ? 'finished' : 'continue', manifest };
}

function runExists(paths: RunPaths, { status, identity }: Manifest): RolecsError {
  const finished = status === 'complete';
  const what = `${finished ? 'a finished' : 'an unfinished'} run (count ${identity.count}, seed ${identity.seed})`;
  return new RolecsError('run-exists', `${paths.directory} holds ${what}`, {
    hint: `${finished ? '' : '--resume goes on with it, '}--force replaces it, another --out leaves it alone`,
  });
}
