import { RolecsError } from '../domain/errors.js';
import { acquireLock, refuseIfLocked } from '../pipeline/folder-lock.js';
import { checkOutputFolder, makeOutputFolder, removeIfEmpty } from '../pipeline/output-folder.js';
import { moveCurrent, readCurrent } from './current-link.js';
import { type DatasetPaths, datasetPathsIn } from './dataset-paths.js';
import { inOwnTerms } from './in-own-terms.js';
import { type MakeContext, makeVersion, settleVersion, sweep } from './make-version.js';
import { readPending } from './pending-version.js';
import { planVersion, type VersionOrder } from './plan-version.js';
import { listVersions, type Version, type VersionPlan } from './version.js';

export interface RefreshOutcome {
  /** What was made, in order: first what an earlier refresh had left half made. */
  made: Version[];
  /** The run was asked to stop; the same command goes on. */
  interrupted: boolean;
}

/**
 * Renews a dataset by one version. One that an earlier refresh left half made is finished first, under its own name and with its own seed,
 * so that the versions are the same as if nothing had happened.
 * @param directory absolute path of the dataset
 * @throws RolecsError `locked`, `clock-set-back`, `write-failed`, `output-unusable`, `version-damaged`, and those of a run
 */
export function refresh(directory: string, order: VersionOrder, context: Omit<MakeContext, 'paths'>): Promise<RefreshOutcome> {
  const paths = datasetPathsIn(directory);
  return inOwnTerms(async () => {
    checkOutputFolder(directory);
    refuseIfLocked(paths.lock);
    const unmakeFolder = makeOutputFolder(directory);
    try {
      const lock = acquireLock(paths.lock);
      try {
        return await refreshLocked(order, { ...context, paths });
      } finally {
        lock.release();
      }
    } finally {
      removeIfEmpty(paths.state);
      unmakeFolder();
    }
  });
}

async function refreshLocked(order: VersionOrder, context: MakeContext): Promise<RefreshOutcome> {
  const { paths } = context;
  await mendCurrent(context);
  const made: Version[] = [];
  const left = await readPending(paths);
  if (left) {
    const finished = await finishLeftover(left, order, context);
    if (finished === 'interrupted') return { made, interrupted: true };
    if (finished !== 'swept') {
      made.push(finished);
      if (finished.date === order.date) return { made, interrupted: false };
    }
  } else sweep(paths);
  const plan = planVersion(order, await listVersions(paths), readCurrent(paths));
  const version = await makeVersion(plan, context);
  return version ? { made: [...made, version], interrupted: false } : { made, interrupted: true };
}

/** A link that points nowhere, or is gone, goes back to the last good version. */
async function mendCurrent({ paths, onWarning }: MakeContext): Promise<void> {
  const current = readCurrent(paths);
  const accepted = (await listVersions(paths)).filter(({ status }) => status === 'accepted');
  const last = accepted.at(-1);
  if (!last || accepted.some(({ name }) => name === current)) return;
  if ((await readPending(paths)) === null) onWarning(`current pointed to ${current ?? 'nothing'}; it points to ${last.name} again`);
  await moveCurrent(paths, last.name);
}

async function finishLeftover(left: VersionPlan, order: VersionOrder, context: MakeContext): Promise<Version | 'interrupted' | 'swept'> {
  const { paths, mayDiscard, onWarning } = context;
  const visible = (await listVersions(paths)).find(({ name }) => name === left.name);
  if (visible) {
    await settleVersion(visible, paths);
    return visible;
  }
  const misfit = misfitOf(left, order, paths);
  if (misfit === null) return (await makeVersion(left, context)) ?? 'interrupted';
  if (!mayDiscard) {
    throw new RolecsError('other-order', `the half-made ${left.name} was begun otherwise: ${misfit}`, {
      hint: `it was paid for: finish it with the options it began with, or remove ${paths.state} to give it up`,
    });
  }
  onWarning(`the half-made ${left.name} was begun otherwise (${misfit}) and is swept away`);
  sweep(paths);
  return 'swept';
}

/** What a half-made version has otherwise than is asked for now; null where it can be gone on with. */
function misfitOf(left: VersionPlan, { policy, count, date }: VersionOrder, paths: DatasetPaths): string | null {
  if (left.policy !== policy || left.count !== count) return `${left.policy} ${left.count} → ${policy} ${count}`;
  const current = readCurrent(paths);
  if (left.previous !== current) return `previous version ${left.previous ?? 'none'} → ${current ?? 'none'}`;
  return left.date > date ? `${left.date} → ${date}` : null;
}
