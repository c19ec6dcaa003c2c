import { addUsage, type ChatModel, NO_TOKENS, type TokenUsage } from '../engine/llm/chat-model.js';
import { createLlmEngine } from '../engine/llm/llm-engine.js';
import { loadPrompts } from '../engine/llm/prompts.js';
import type { Role } from '../engine/port.js';
import type { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import { createCandidateMaker, requestedShares } from './candidate-maker.js';
import { FinishedDialogues } from './finished-dialogues.js';
import { InProcessPool } from './in-process-pool.js';
import type { JobPool, PaidUsage } from './job-pool.js';
import type { RunConfiguration } from './run-configuration.js';
import type { RunPaths } from './run-paths.js';

export interface LlmRun {
  configuration: RunConfiguration;
  /** Bears a busy server; the same model may serve several roles. */
  modelOf: (role: Role) => ChatModel;
  /** Answered calls and retries so far in this session. */
  callCounts: () => { calls: number; retries: number };
  concurrency: number;
  /** Keeps the steps of dialogues under way; null: a kill costs them. */
  checkpoints: DialogueCheckpoints | null;
  signal: AbortSignal;
}

/**
 * The pool of an llm run: one dialogue a job, many in flight, every finished one kept at once.
 * @throws RolecsError when a resource or a prompt is broken
 */
export async function prepareLlmPool({
  configuration,
  modelOf,
  callCounts,
  concurrency,
  checkpoints,
  signal,
}: LlmRun): Promise<(paths: RunPaths) => JobPool> {
  const tally = new UsageTally(callCounts);
  const prompts = loadPrompts(configuration.dataDir);
  const maker = await createCandidateMaker(configuration, {
    signal,
    ...(checkpoints ? { checkpoints } : {}),
    engineOver: (base, { topics, framework }) =>
      createLlmEngine({
        topics,
        framework,
        prompts,
        base,
        modelOf,
        onUsage: (role, usage) => tally.add(role, usage),
        onReask: () => tally.countReask(),
      }),
  });
  const shares = requestedShares(configuration);
  return (paths) =>
    new InProcessPool({
      maker,
      requestedShares: shares,
      seed: configuration.seed,
      concurrency,
      checkpoints,
      openFinished: async () => {
        const books = checkpoints?.open(paths.checkpoints, () => JSON.stringify(tally.total())) ?? null;
        const finished = await FinishedDialogues.open(paths.finished);
        tally.continueFrom(laterOf(finished.usageBefore, books === null ? null : (JSON.parse(books) as PaidUsage)));
        return finished;
      },
      usage: () => tally.total(),
    });
}

/** Both grow with every call. */
function laterOf(a: PaidUsage | null, b: PaidUsage | null): PaidUsage | null {
  return (a?.calls ?? 0) > (b?.calls ?? 0) ? a : b;
}

/** Tokens by role, over all sessions of a run. */
class UsageTally {
  readonly #callCounts: () => { calls: number; retries: number };
  readonly #byRole = new Map<string, TokenUsage>();
  #reasks = 0;
  #before: PaidUsage | null = null;

  constructor(callCounts: () => { calls: number; retries: number }) {
    this.#callCounts = callCounts;
  }

  add(role: string, usage: TokenUsage): void {
    this.#byRole.set(role, addUsage(this.#byRole.get(role) ?? NO_TOKENS, usage));
  }

  countReask(): void {
    this.#reasks++;
  }

  /** What earlier sessions paid counts as well. */
  continueFrom(before: PaidUsage | null): void {
    this.#before = before;
    for (const [role, usage] of Object.entries(before?.by_role ?? {})) this.add(role, usage);
  }

  total(): PaidUsage {
    const { calls, retries } = this.#callCounts();
    return {
      calls: calls + (this.#before?.calls ?? 0),
      retries: retries + (this.#before?.retries ?? 0),
      reasks: this.#reasks + (this.#before?.reasks ?? 0),
      by_role: Object.fromEntries([...this.#byRole].sort(([a], [b]) => a.localeCompare(b))),
    };
  }
}
