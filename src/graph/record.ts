import { isSatisfied } from '../agents/mood.js';
import { type DialogueRecord, dialogueId, type Outcome, SPEAKERS, type Utterance } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { DialogueState } from './dialogue-state.js';

export interface RecordContext {
  seed: number;
  engine: 'offline' | 'llm';
  model: string | null;
  version: string;
  framework: StrategyFramework;
  emotions: EmotionModel;
  outcomeOf: (scenario: string, cause: string) => Outcome;
}

/** The row of a finished dialogue, keys in the order of the contract. */
export function recordOf(state: DialogueState, context: RecordContext): DialogueRecord {
  const { combination, plan, finishReason } = state;
  if (!plan || !finishReason) throw new RolecsError('state-unfinished', 'a dialogue was finished before it ended');
  const outcome = context.outcomeOf(combination.scenario, combination.cause);
  return {
    id: dialogueId(context.seed, combination.index),
    index: combination.index,
    source: combination.source,
    topic: combination.topic,
    persona: combination.persona,
    scenario: {
      id: combination.scenario,
      title: plan.title,
      description: plan.description,
      customer_goal: plan.goal,
      cause: combination.cause,
      customer_knows: [...plan.knows],
      bank_side: { records: [...plan.records], policy_card: [...plan.policy] },
      unreasonable_demand_text: state.ledger.demandAt === null ? null : plan.demandText,
    },
    strategy_combination: [...combination.strategies],
    dialogue: state.transcript.map(
      (turn): Utterance =>
        turn.speaker === 'supporter'
          ? {
              speaker: SPEAKERS.supporter,
              strategy: context.framework.strategies[turn.strategy].label,
              text: turn.text,
              stage: turn.stage,
              advised_strategy: turn.advised,
            }
          : { speaker: SPEAKERS.customer, strategy: '', text: turn.text, direction: turn.direction, emotion: turn.emotion },
    ),
    outcome,
    finish_reason: finishReason,
    satisfied: isSatisfied(state.mood, outcome, context.emotions),
    unreasonable_demand: state.ledger.demandAt,
    quality: { gates: {}, judge: null },
    provenance: {
      engine: context.engine,
      model: context.model,
      seed: context.seed,
      attempt: combination.attempt,
      version: context.version,
      overrides: { ...state.overrides },
    },
  };
}
