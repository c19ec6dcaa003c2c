import { z } from 'zod';
import { Judgement } from './judgement.js';
import { Persona } from './persona.js';
import { Stage, StrategyCode } from './strategy.js';

export const SPEAKERS = { supporter: '客服', customer: '客户' } as const;
export const Outcome = z.enum(['solved', 'partly', 'escalated', 'refused']);
export type Outcome = z.infer<typeof Outcome>;
export const FinishReason = z.enum(['closed_by_supporter', 'closed_by_customer', 'max_utterances']);
export type FinishReason = z.infer<typeof FinishReason>;

/** A supporter's line as it stands in a row (contract §2). */
export const SupporterUtterance = z.strictObject({
  speaker: z.literal(SPEAKERS.supporter),
  /** 策略N 名称 */
  strategy: z.string(),
  text: z.string(),
  stage: Stage,
  /** What the supporter assistant proposed, also where the state machine overrode it. */
  advised_strategy: StrategyCode,
});
/** A customer's line as it stands in a row (contract §2). */
export const CustomerUtterance = z.strictObject({
  speaker: z.literal(SPEAKERS.customer),
  strategy: z.literal(''),
  text: z.string(),
  /** What the customer assistant told the customer to do, one sentence. */
  direction: z.string(),
  emotion: z.string(),
});
export const Utterance = z.discriminatedUnion('speaker', [SupporterUtterance, CustomerUtterance]);
export type SupporterUtterance = z.infer<typeof SupporterUtterance>;
export type CustomerUtterance = z.infer<typeof CustomerUtterance>;
export type Utterance = z.infer<typeof Utterance>;

export const GateVerdict = z.enum(['pass', 'fail']);
export type GateVerdict = z.infer<typeof GateVerdict>;

/** The scenario of one dialogue, completed for its persona. `bank_side` and `customer_knows` are what numbers are traced to. */
export const ScenarioRecord = z.strictObject({
  id: z.string(),
  title: z.string(),
  description: z.string(),
  customer_goal: z.string(),
  cause: z.string(),
  customer_knows: z.array(z.string()),
  bank_side: z.strictObject({ records: z.array(z.string()), policy_card: z.array(z.string()) }),
  unreasonable_demand_text: z.string().nullable(),
});
export type ScenarioRecord = z.infer<typeof ScenarioRecord>;

/** One line of `dialogues.jsonl`; key order is part of the format. */
export const DialogueRecord = z.strictObject({
  id: z.string(),
  index: z.int().min(0),
  source: z.string(),
  topic: z.string(),
  persona: Persona,
  scenario: ScenarioRecord,
  strategy_combination: z.array(StrategyCode),
  dialogue: z.array(Utterance),
  outcome: Outcome,
  finish_reason: FinishReason,
  satisfied: z.boolean(),
  /** Index of the utterance that makes the unreasonable demand. */
  unreasonable_demand: z.int().nullable(),
  quality: z.strictObject({ gates: z.record(z.string(), GateVerdict), judge: Judgement.nullable() }),
  provenance: z.strictObject({
    engine: z.enum(['offline', 'llm']),
    model: z.string().nullable(),
    seed: z.int(),
    attempt: z.int().min(0),
    version: z.string(),
    /** How often the state machine overrode what an agent proposed, by rule. */
    overrides: z.record(z.string(), z.int()),
  }),
});
export type DialogueRecord = z.infer<typeof DialogueRecord>;

/** One line of `rejected.jsonl`. */
export const RejectedRecord = z.strictObject({
  id: z.string(),
  index: z.int(),
  attempt: z.int(),
  reason: z.string(),
  detail: z.string(),
  /** What the sampler asked for; told here too because a failed dialogue has no record. */
  scenario: z.string(),
  strategy_combination: z.array(StrategyCode),
  /** The candidate, or null where none came into being (an agent failed). */
  dialogue: DialogueRecord.nullable(),
});
export type RejectedRecord = z.infer<typeof RejectedRecord>;

/** The text of a dialogue as duplicates are judged on it: all texts joined without separator (contract §3.10). */
export function textOf(dialogue: readonly { text: string }[]): string {
  let text = '';
  for (const utterance of dialogue) text += utterance.text;
  return text;
}

/** The id of the dialogue at an index: `rcs-42-000017`. All attempts at an index share it. */
export function dialogueId(seed: number, index: number): string {
  return `rcs-${seed}-${String(index).padStart(6, '0')}`;
}

/** Who speaks, over datasets of several parts: personas are numbered anew for each seed, so the same id under two seeds is two people. */
export function speakerOf({ persona, provenance }: Pick<DialogueRecord, 'persona' | 'provenance'>): string {
  return `${provenance.seed}/${persona.id}`;
}
