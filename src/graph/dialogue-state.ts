import type { Rejection } from '../domain/candidate.js';
import type { Ledger, Mood, Turn } from '../domain/conversation.js';
import type { DialogueRecord, FinishReason } from '../domain/dialogue.js';
import type { Stage, StrategyCode } from '../domain/strategy.js';
import type { Agenda, Direction, Plan } from '../engine/port.js';
import type { Combination } from '../sampling/combination.js';

/** What the state machine decided for the supporter's coming line. */
export interface Decision {
  strategy: StrategyCode;
  stage: Stage;
  /** What the assistant proposed, also where it was overridden. */
  advised: StrategyCode;
}

/**
 * One dialogue on its way through the graph. Plain data: it can be checkpointed and never shares a mutable part with another state.
 * `waitingFor` says whose turn it is; `done` dialogues rest until the whole cohort is through.
 */
export interface DialogueState {
  readonly combination: Combination;
  readonly waitingFor: 'planner' | 'supporter' | 'customer' | 'done';
  readonly plan: Plan | null;
  readonly transcript: readonly Turn[];
  readonly ledger: Ledger;
  /** What the customer still means to bring in. Customer side only. */
  readonly agenda: Agenda;
  /** Customer side only, but for what can be heard. */
  readonly mood: Mood;
  /** The matter has come to its outcome: the customer knows how it stands. */
  readonly settled: boolean;
  readonly decision: Decision | null;
  readonly direction: Direction | null;
  /** How often the state machine overrode an agent, by rule. */
  readonly overrides: Readonly<Record<string, number>>;
  readonly finishReason: FinishReason | null;
  /** An agent failed: no dialogue comes of it. */
  readonly failure: Rejection | null;
  readonly record: DialogueRecord | null;
  /** What the gate found, null while not reviewed or when it passed. */
  readonly rejection: Rejection | null;
}
