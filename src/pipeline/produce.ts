import { PIPELINE } from '../config/run-defaults.js';
import { commitInOrder } from './commit.js';
import { CommittedDialogues, type EarlierDialogues } from './committed-dialogues.js';
import { clearState } from './finished-run.js';
import type { JobPool } from './job-pool.js';
import { LookAhead } from './look-ahead.js';
import type { RequestedShares } from './maker-module.js';
import { type Manifest, type RunSession, sealed, writeManifest } from './manifest.js';
import { orAborted } from './or-aborted.js';
import { Refills } from './refills.js';
import { replay } from './replay.js';
import type { RunConfiguration } from './run-configuration.js';
import type { RunDependencies } from './run-dependencies.js';
import { type ResumePoint, RunFiles, whileWriting } from './run-files.js';
import type { RunOutcome } from './run-outcome.js';
import type { RunPaths } from './run-paths.js';
import type { SettledIndex } from './settle.js';
import { RunStatistics } from './statistics.js';
import { Stopwatch } from './stopwatch.js';

export interface ProduceContext {
  configuration: RunConfiguration;
  requested: RequestedShares;
  paths: RunPaths;
  /** Where to go on; nothing in the files is wrong up to there. */
  point: ResumePoint;
  /** As it stands in the folder, status `running`. */
  manifest: Manifest;
  /** The last session in the manifest: this one. */
  session: RunSession;
  pool: JobPool;
  workers: number;
  /** Null where there is nothing before this run. */
  earlier: EarlierDialogues | null;
}

/** Makes all dialogues from the resume point on, writes them in order, and closes the books. The folder is locked. */
export async function produce(context: ProduceContext, dependencies: RunDependencies): Promise<RunOutcome> {
  const { configuration, paths, point, pool, workers } = context;
  const { signal, clock, onProgress } = dependencies;
  const startMs = clock.nowMs();
  const stopwatch = new Stopwatch(clock.nowMs);
  const files = await RunFiles.open(paths, point);
  try {
    const committed = new CommittedDialogues(configuration, { files, stopwatch, earlier: context.earlier });
    const statistics = new RunStatistics(PIPELINE.openIndicesListed);
    await stopwatch.measure('replay', () =>
      replay({ paths, point, pool, rangesAhead: workers * PIPELINE.rangesAheadPerWorker, signal, committed, statistics }),
    );
    const replayed = !signal.aborted;
    if (replayed) {
      const ahead = new LookAhead(rangesFrom(point.nextIndex, context), { limit: pool.rangesAhead, signal });
      const refills = new Refills(async (request) => {
        const settled = await orAborted(pool.run('settle', [request], { urgent: true }), signal);
        return settled?.[0] ?? null;
      }, committed);
      const report = (): void => {
        const done = statistics.accepted + statistics.open;
        onProgress({ done, count: configuration.count, from: point.nextIndex, rejected: statistics.rejected, paid: () => pool.usage() });
      };
      if (pool.usage()) report(); // before the first dialogue is done, money is spent already
      await commitInOrder(ahead, {
        seed: configuration.seed,
        recordsPerCommit: PIPELINE.recordsPerCommit,
        files,
        committed,
        statistics,
        refills,
        stopwatch,
        onProgress: report,
      });
    }
    if (signal.aborted) await pool.drain();
    const { open, openIndices } = statistics;
    const accepted = replayed ? statistics.accepted : point.dialogues.lines;
    const status = accepted === configuration.count ? 'complete' : accepted + open === configuration.count ? 'incomplete' : 'interrupted';
    const figures = files.figures();
    const outcome: RunOutcome = {
      status,
      accepted,
      open,
      openIndices,
      dialogues: paths.dialogues,
      sha256: figures['dialogues.jsonl'].sha256,
    };
    if (replayed) {
      const timings = timingsOf(context, dependencies, { startMs, parts: stopwatch.sums() });
      await close(outcome, {
        ...context,
        timings,
        figures: { ...statistics.figures(configuration.count, context.requested), files: figures },
      });
    }
    return outcome;
  } finally {
    await files.close();
  }
}

/** The indices from one on, in ranges that workers take. Their size changes nothing in what is made. */
function* rangesFrom(from: number, { configuration: { count }, pool, workers }: ProduceContext): Generator<() => Promise<SettledIndex[]>> {
  const size = Math.max(1, Math.min(pool.rangeSize, Math.ceil((count - from) / workers)));
  for (let start = from; start < count; start += size) {
    const length = Math.min(size, count - start);
    const requests = Array.from({ length }, (_, position) => ({ index: start + position, attempt: 0 }));
    yield () => pool.run('settle', requests);
  }
}

/** Writes the manifest as it stays; a complete run needs no state for a resume any more. */
async function close(
  { status }: RunOutcome,
  { paths, manifest, figures, timings, pool }: ProduceContext & { figures: object; timings: Manifest['timings'] },
): Promise<void> {
  const { format, identity } = manifest;
  await whileWriting(async () => {
    const final = {
      format,
      status: status === 'complete' ? status : 'incomplete',
      identity,
      ...figures,
      usage: pool.usage(),
      timings,
    } as const;
    await writeManifest(paths, sealed(final));
    if (status === 'complete') clearState(paths);
  });
}

function timingsOf(
  { manifest, session, pool }: ProduceContext,
  { clock, machine }: RunDependencies,
  { startMs, parts }: { startMs: number; parts: Record<string, number> },
): Manifest['timings'] {
  const seconds = (ms: number): number => Math.round(ms) / 1000;
  const finished = {
    ...session,
    ended_at: clock.date(),
    wall_s: seconds(clock.nowMs() - startMs),
    workers_busy_s: seconds(pool.busyMs()),
    main_thread_s: Object.fromEntries(Object.entries(parts).map(([part, ms]) => [part, seconds(ms)])),
    machine: machine(),
  };
  return { sessions: [...manifest.timings.sessions.slice(0, -1), finished] };
}
