import { type Ask, createAsk } from '../engine/llm/ask-model.js';
import type { ChatModel } from '../engine/llm/chat-model.js';
import { createLlmEngine } from '../engine/llm/llm-engine.js';
import { createLlmJudge } from '../engine/llm/llm-judge.js';
import type { LlmRole } from '../engine/llm/llm-settings.js';
import { loadPrompts, type Prompts } from '../engine/llm/prompts.js';
import type { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import { isJudged } from '../sampling/judge-sample.js';
import { type Budget, whatIsSpent } from './budget.js';
import { createCandidateMaker, type EngineChoice, requestedShares } from './candidate-maker.js';
import { endWhenHopeless } from './end-when-hopeless.js';
import { FinishedDialogues } from './finished-dialogues.js';
import { InProcessPool } from './in-process-pool.js';
import type { JobPool, PaidUsage } from './job-pool.js';
import { ReasoningFile } from './reasoning-file.js';
import type { RunConfiguration } from './run-configuration.js';
import type { RunPaths } from './run-paths.js';
import { type Tariff, UsageTally } from './usage-tally.js';

/** Which dialogues are judged and how strictly. */
export interface JudgeChoice {
  /** Share of the indices; 0: nothing is judged. */
  share: number;
  passMark: number;
  model: string;
}

export interface LlmRun {
  configuration: RunConfiguration;
  /** Bears a busy server; the same model may serve several roles. */
  modelOf: (role: LlmRole) => ChatModel;
  judge: JudgeChoice;
  tariff: Tariff;
  budget: Budget;
  /** Called once when the budget is used up, with what it was; the caller is to stop the run. */
  onSpent: (what: string) => void;
  keepReasoning: boolean;
  /** For the manifest. */
  facts: Readonly<Record<string, unknown>>;
  /** Answered calls and retries so far in this session. */
  callCounts: () => { calls: number; retries: number };
  concurrency: number;
  /** Keeps the steps of dialogues under way; null: a kill costs them. */
  checkpoints: DialogueCheckpoints | null;
  /** Keeps calls from beginning. */
  signal: AbortSignal;
  /** Aborts it, when the run ends in whatever way. */
  end: () => void;
}

/**
 * The pool of an llm run: one dialogue a job, many in flight, every finished one kept at once.
 * @throws RolecsError when a resource or a prompt is broken
 */
export async function prepareLlmPool(run: LlmRun): Promise<(paths: RunPaths) => JobPool> {
  const { configuration, modelOf, callCounts, concurrency, checkpoints, signal, end, tariff, budget, onSpent, keepReasoning, facts } = run;
  const tally = new UsageTally(callCounts, tariff);
  let spent: string | null = null;
  const watchBudget = (): void => {
    if (spent !== null) return;
    spent = whatIsSpent(budget, tally.total());
    if (spent !== null) onSpent(spent);
  };
  let reasoning: ReasoningFile | null = null;
  const ask = createAsk({
    modelOf,
    onUsage: (role, usage) => {
      tally.add(role, usage);
      watchBudget();
    },
    onReask: () => tally.countReask(),
    onReasoning: (role, place, text) => reasoning?.add(role, place, text),
  });
  const maker = await createCandidateMaker(configuration, {
    ...engineOf(configuration, ask, run.judge),
    signal,
    ...(checkpoints ? { checkpoints } : {}),
  });
  const shares = requestedShares(configuration);
  return (paths) =>
    new InProcessPool({
      maker: endWhenHopeless(maker, checkpoints),
      requestedShares: shares,
      seed: configuration.seed,
      concurrency,
      checkpoints,
      end,
      openFinished: async () => {
        const books = checkpoints?.open(paths.checkpoints, () => JSON.stringify(tally.total())) ?? null;
        const finished = await FinishedDialogues.open(paths.finished);
        tally.continueFrom(laterOf(finished.usageBefore, books === null ? null : (JSON.parse(books) as PaidUsage)));
        if (keepReasoning) reasoning = new ReasoningFile(paths.reasoning);
        watchBudget();
        return finished;
      },
      usage: () => tally.total(),
      facts,
    });
}

/** Both grow with every call. */
function laterOf(a: PaidUsage | null, b: PaidUsage | null): PaidUsage | null {
  return (a?.calls ?? 0) > (b?.calls ?? 0) ? a : b;
}

/** The llm engine and the judge, over whoever answers their questions. */
export function engineOf({ dataDir }: RunConfiguration, ask: Ask, { share, passMark, model }: JudgeChoice): EngineChoice {
  const prompts: Prompts = loadPrompts(dataDir);
  return {
    engineOver: (base, { topics, framework }) => createLlmEngine({ topics, framework, prompts, base, ask }),
    judgingIn: ({ seed, framework }) => ({
      judge: createLlmJudge({ framework, prompts, ask, model, passMark }),
      isDrawn: (index) => isJudged(index, { seed, share }),
    }),
  };
}
