import type { TokenUsage } from '../engine/llm/chat-model.js';
import type { LlmRole, LlmSettings } from '../engine/llm/llm-settings.js';
import { costOf } from '../engine/llm/prices.js';
import { Rehearsal } from '../engine/llm/rehearsal.js';
import { createCandidateMaker } from './candidate-maker.js';
import { engineOf, type JudgeChoice } from './llm-pool.js';
import type { RunConfiguration } from './run-configuration.js';
import type { Tariff } from './usage-tally.js';

/** What one role would use in the whole run. */
export interface RoleEstimate extends TokenUsage {
  role: LlmRole;
  model: string;
  calls: number;
  /** With all the cached input that there can be; null where the model has no price. */
  cost: number | null;
  /** With none. */
  costWithoutCache: number | null;
  currency: string | null;
}

export interface RunEstimate {
  /** Dialogues that were played to find out. */
  played: number;
  roles: RoleEstimate[];
}

/** Dialogues played: enough that the mean length of a dialogue is sure to a few percent. */
const PLAYED = 32;

/**
 * What a run would use up: some of its dialogues are played with the offline engine's words, the llm engine's prompts are made for every step,
 * and what they come to is scaled to the run. Re-asks, retries and replaced dialogues are not in it. Calls and writes nothing.
 * @throws RolecsError when a resource or a prompt is broken
 */
export async function estimateRun(
  configuration: RunConfiguration,
  { settings, judge, tariff }: { settings: LlmSettings; judge: JudgeChoice; tariff: Tariff },
): Promise<RunEstimate> {
  const rehearsal = new Rehearsal(settings.estimate, (role) => tariff(role).model);
  const judgeAll = { ...judge, share: judge.share > 0 ? 1 : 0 }; // the share is applied below: a few dialogues may hold none of a small one
  const maker = await createCandidateMaker(configuration, engineOf(configuration, rehearsal.ask, judgeAll));
  const { count } = configuration;
  const played = Math.min(count, PLAYED);
  const indices = Array.from({ length: played }, (_, place) => Math.floor((place * count) / played));
  await maker.make(indices.map((index) => ({ index, attempt: 0 })));
  const roles = [...rehearsal.byRole].map(([role, { calls, ...tokens }]): RoleEstimate => {
    // What the gate refused is not judged, but what replaces it is.
    const factor = role === 'judge' ? (count * judge.share) / calls : count / played;
    const usage = {
      input: Math.round(tokens.input * factor),
      cached: Math.round(tokens.cached * factor),
      output: Math.round(tokens.output * factor),
      reasoning: 0,
    };
    const { model, price } = tariff(role);
    return {
      role,
      model,
      calls: Math.round(calls * factor),
      ...usage,
      cost: price && costOf(usage, price),
      costWithoutCache: price && costOf({ ...usage, cached: 0 }, price),
      currency: price?.currency ?? null,
    };
  });
  return { played, roles };
}
