import { arch, cpus, platform } from 'node:os';
import type { ExitStatus } from '../domain/errors.js';
import type { EarlierDialogues } from '../pipeline/committed-dialogues.js';
import type { JobPool } from '../pipeline/job-pool.js';
import { run } from '../pipeline/run.js';
import type { RunOutcome } from '../pipeline/run-outcome.js';
import type { RunPaths } from '../pipeline/run-paths.js';
import type { GenerateRequest } from './generate-options.js';
import type { LlmAccess } from './llm-access.js';
import { createProgressDisplay } from './progress-display.js';
import { openRunLog } from './run-log.js';
import { listenForStop } from './stop-signals.js';

export interface PerformedRun {
  outcome: RunOutcome;
  /** What a signal calls for; null where there was none. */
  stopStatus: ExitStatus | null;
  /** Which budget is used up, in words. */
  spent: string | null;
}

/** Makes the run of a request, or goes on with it, with progress on stderr; ends early at a signal or where its budget is spent. */
export async function performRun(
  request: GenerateRequest,
  { makerModule, earlier }: { makerModule: string; earlier?: EarlierDialogues },
): Promise<PerformedRun> {
  const { configuration, directory, mode, concurrency, llm, notes } = request;
  const display = await createProgressDisplay(process.stderr);
  for (const note of notes) display.say(note);
  const stop = listenForStop(() => display.say('stopping: what is finished is being written; a second signal ends at once'));
  const budget = new AbortController();
  let spent: string | null = null;
  const onSpent = (what: string): void => {
    spent = what;
    display.say(`stopping: ${what}; what is finished is being written`);
    budget.abort();
  };
  const signal = AbortSignal.any([stop.signal, budget.signal]);
  try {
    const say = (message: string): void => display.say(message);
    const openPool = llm === null ? undefined : await openLlmPool({ ...request, llm }, { signal, onSpent }, say);
    const outcome = await run(
      { configuration, directory, mode, concurrency, makerModule, ...(openPool ? { openPool } : {}), ...(earlier ? { earlier } : {}) },
      {
        clock: { date: () => new Date().toISOString(), nowMs: () => performance.now() },
        machine,
        signal,
        openLog: openRunLog,
        onWarning: (message) => display.say(`warning: ${message}`),
        onProgress: (progress) => display.update(progress),
      },
    );
    return { outcome, stopStatus: stop.status(), spent };
  } finally {
    display.stop();
    stop.dispose();
  }
}

/** Loaded only where it is used: the offline engine needs no client. */
async function openLlmPool(
  { configuration, concurrency, checkpointed, llm }: GenerateRequest & { llm: LlmAccess },
  stopping: { signal: AbortSignal; onSpent: (what: string) => void },
  say: (message: string) => void,
): Promise<(paths: RunPaths) => JobPool> {
  const { openLlm } = await import('./open-llm.js');
  return openLlm({ configuration, access: llm, concurrency, checkpointed, ...stopping }, say);
}

function machine(): Record<string, unknown> {
  return {
    node: process.version,
    platform: `${platform()}-${arch()}`,
    cpu: cpus()[0]?.model ?? null,
    cores: cpus().length,
    peak_rss_mb: Math.round(process.resourceUsage().maxRSS / 1024),
    cpu_s: Math.round((process.cpuUsage().user + process.cpuUsage().system) / 1e4) / 100,
  };
}
