import { rmSync } from 'node:fs';
import { PIPELINE } from '../config/run-defaults.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import type { EarlierDialogues } from './committed-dialogues.js';
import { findResumePoint, type Verification } from './find-resume-point.js';
import { clearForgottenState, finishedOutcome, removeRun } from './finished-run.js';
import { acquireLock, type FolderLock, refuseIfLocked } from './folder-lock.js';
import type { JobPool } from './job-pool.js';
import type { RequestedShares } from './maker-module.js';
import { type Manifest, writeManifest } from './manifest.js';
import { orAborted } from './or-aborted.js';
import { checkOutputFolder, firstWriteInto, makeOutputFolder, removeIfEmpty } from './output-folder.js';
import { planRun, type RunMode, type RunPlan } from './plan-run.js';
import { produce } from './produce.js';
import type { RunConfiguration } from './run-configuration.js';
import type { RunDependencies, RunLog } from './run-dependencies.js';
import { RUN_START, whileWriting } from './run-files.js';
import { identityOf, type RunIdentity } from './run-identity.js';
import type { RunOutcome } from './run-outcome.js';
import { type RunPaths, runPathsIn } from './run-paths.js';
import { WorkerPool } from './worker-pool.js';

export interface RunOptions {
  configuration: RunConfiguration;
  /** Absolute path of the output folder. */
  directory: string;
  mode: RunMode;
  /** Worker threads at most. */
  concurrency: number;
  /** URL of the module that makes candidates in worker threads. */
  makerModule: string;
  /** Who does the jobs instead of worker threads: the llm engine's pool. */
  openPool?: (paths: RunPaths) => JobPool;
  /** What the run must not repeat. */
  earlier?: EarlierDialogues;
}

/**
 * Makes the dataset that a configuration describes, or goes on with it. Whatever is wrong with the configuration, the resources or the
 * output folder is found before anything is written there.
 * @throws RolecsError
 */
export async function run(options: RunOptions, dependencies: RunDependencies): Promise<RunOutcome> {
  const { configuration, directory, mode, concurrency, makerModule, openPool } = options;
  const paths = runPathsIn(directory);
  checkOutputFolder(directory);
  refuseIfLocked(paths.lock);
  const identity = identityOf(configuration);
  const plan = await planRun(paths, mode, identity);
  if (plan.kind === 'finished') {
    const outcome = await finishedOutcome(paths, plan.manifest);
    clearForgottenState(paths);
    return outcome;
  }

  refuseBadPersonas(configuration);

  const workers = openPool ? concurrency : Math.min(concurrency, Math.ceil(configuration.count / PIPELINE.dialoguesPerWorker));
  const pool = openPool?.(paths) ?? new WorkerPool(workers, { configuration, makerModule });
  try {
    const requested = await orAborted(
      pool.ready.then(() => pool.run('requestedShares', null)),
      dependencies.signal,
    );
    if (!requested) return { status: 'interrupted', accepted: 0, open: 0, openIndices: [], dialogues: paths.dialogues, sha256: null };
    return await runLocked({ options, identity, requested, paths, pool, workers }, dependencies);
  } finally {
    await pool.close();
  }
}

/** Before a worker starts: the user's own personas are likelier to be wrong than what comes with the program. */
function refuseBadPersonas({ dataDir, personas }: RunConfiguration): void {
  if (personas.file !== null || personas.sets.length > 0) loadPersonaDistribution(dataDir, personas);
}

interface PreparedRun {
  options: RunOptions;
  identity: RunIdentity;
  requested: RequestedShares;
  paths: RunPaths;
  pool: JobPool;
  workers: number;
}

async function runLocked(prepared: PreparedRun, dependencies: RunDependencies): Promise<RunOutcome> {
  const { options, identity, paths } = prepared;
  const unmakeFolder = makeOutputFolder(paths.directory);
  let begun = false;
  let lock: FolderLock | null = null;
  try {
    lock = await whileWriting(async () => firstWriteInto(paths.directory, () => acquireLock(paths.lock)));
    // Only now does what lies there stay as it is.
    const plan = await planRun(paths, options.mode, identity);
    if (plan.kind === 'finished') return await finishedOutcome(paths, plan.manifest);
    const found = plan.kind === 'continue' ? await findResumePoint(paths) : { point: RUN_START, repairs: [] };
    begun = true;
    const log = dependencies.openLog(paths.log);
    return await begin({ ...prepared, plan, found, log }, dependencies);
  } finally {
    lock?.release();
    removeIfEmpty(paths.state);
    if (!begun) unmakeFolder();
  }
}

async function begin(
  context: PreparedRun & { plan: RunPlan; found: Verification; log: RunLog },
  dependencies: RunDependencies,
): Promise<RunOutcome> {
  const { options, identity, paths, plan, found, log, workers } = context;
  const { point } = found;
  for (const repair of found.repairs) {
    log.warn({}, repair);
    dependencies.onWarning(repair);
  }
  const session = {
    started_at: dependencies.clock.date(),
    from_index: point.nextIndex,
    concurrency: options.concurrency,
    workers,
    ...context.pool.facts(),
  };
  const earlier = plan.kind === 'continue' ? plan.manifest.timings.sessions : [];
  const manifest: Manifest = { format: 1, status: 'running', identity, timings: { sessions: [...earlier, session] } };
  await whileWriting(async () => {
    if (plan.kind === 'replace') await removeRun(paths);
    await writeManifest(paths, manifest);
    rmSync(paths.replacing, { force: true });
  });
  log.info({ ...session, seed: identity.seed, count: identity.count, engine: identity.engine }, 'run begins');
  try {
    const outcome = await produce(
      { ...context, configuration: options.configuration, earlier: options.earlier ?? null, point, manifest, session },
      dependencies,
    );
    log.info({ ...outcome }, 'run ends');
    return outcome;
  } catch (error) {
    log.error({ err: error }, 'run failed');
    throw error;
  }
}
