import { arch, cpus, platform } from 'node:os';
import { relative } from 'node:path';
import { EXIT, type ExitStatus, RolecsError } from '../domain/errors.js';
import type { JobPool } from '../pipeline/job-pool.js';
import { run } from '../pipeline/run.js';
import type { RunOutcome } from '../pipeline/run-outcome.js';
import type { RunPaths } from '../pipeline/run-paths.js';
import type { GenerateRequest } from './generate-options.js';
import { type LlmAccess, tariffOf } from './llm-access.js';
import { createProgressDisplay } from './progress-display.js';
import { openRunLog } from './run-log.js';
import { listenForStop } from './stop-signals.js';

/** Does what `generate` was asked to do; the result goes to stdout as one line: path, number of dialogues, sha256, separated by tabs. */
export async function runGenerate(request: GenerateRequest, makerModule: string): Promise<ExitStatus> {
  const { configuration, directory, mode, concurrency, llm, notes, dryRun } = request;
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
    if (llm !== null && dryRun) return await printEstimate({ ...request, llm });
    const say = (message: string): void => display.say(message);
    const openPool = llm === null ? undefined : await openLlmPool({ ...request, llm }, { signal, onSpent }, say);
    const outcome = await run(
      { configuration, directory, mode, concurrency, makerModule, ...(openPool ? { openPool } : {}) },
      {
        clock: { date: () => new Date().toISOString(), nowMs: () => performance.now() },
        machine,
        signal,
        openLog: openRunLog,
        onWarning: (message) => display.say(`warning: ${message}`),
        onProgress: (progress) => display.update(progress),
      },
    );
    display.stop();
    return conclude(outcome, { count: configuration.count, stopStatus: stop.status(), spent });
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

/** What `--dry-run` does. */
async function printEstimate({ configuration, llm }: GenerateRequest & { llm: LlmAccess }): Promise<ExitStatus> {
  const { estimateRun } = await import('../pipeline/estimate-run.js');
  const { formatEstimate } = await import('./print-estimate.js');
  const { settings, judge } = llm;
  const estimate = await estimateRun(configuration, { settings, judge, tariff: tariffOf(llm) });
  process.stdout.write(`${formatEstimate(estimate, { count: configuration.count, settings })}\n`);
  return EXIT.done;
}

function conclude(
  { status, accepted, open, openIndices, dialogues, sha256 }: RunOutcome,
  { count, stopStatus, spent }: { count: number; stopStatus: ExitStatus | null; spent: string | null },
): ExitStatus {
  const path = shown(dialogues);
  if (status === 'interrupted') {
    const kept =
      sha256 === null
        ? 'nothing was begun'
        : `${accepted} of ${count} dialogues stand in ${path}; the same command with ${spent === null ? '' : 'a higher limit and '}--resume goes on`;
    process.stderr.write(`stopped: ${spent === null ? '' : `${spent}; `}${kept}\n`);
    return stopStatus ?? EXIT.failed;
  }
  if (status === 'incomplete') {
    const named = openIndices.slice(0, 5).join(', ') + (open > 5 ? ', …' : '');
    throw new RolecsError('indices-open', `${open} of ${count} dialogues could not be made: all attempts were rejected at index ${named}`, {
      exitStatus: EXIT.failed,
      hint: `the other ${accepted} stand in ${path}; rejected.jsonl beside it tells the reasons`,
    });
  }
  process.stdout.write(`${path}\t${accepted}\t${sha256}\n`);
  return EXIT.done;
}

/** A path as people would write it: relative where it lies below the working folder. */
function shown(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') ? path : short;
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
