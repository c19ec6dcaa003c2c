import type { CustomerAct, Detour, Ledger, Mood, RaisedKind, SupporterAct, Turn } from '../domain/conversation.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { Judgement } from '../domain/judgement.js';
import type { Persona } from '../domain/persona.js';
import type { StrategyCode } from '../domain/strategy.js';
import type { RandomStream } from '../random/stream.js';
import type { Facts } from '../topics/fact-forms.js';

/** Where a dialogue stands in the run: keys the permutations that spread phrase variants evenly. */
export interface Place {
  seed: number;
  index: number;
  attempt: number;
  /** Rank among the dialogues of its scenario. */
  rank: number;
}

/** What the planner sees: persona, topic, scenario seed. No strategies. */
export interface PlannerView {
  persona: Persona;
  topic: string;
  scenario: string;
  cause: string;
  facts: Facts;
  demand: string | null;
}
/** The scenario completed for this persona. */
export interface Plan {
  title: string;
  description: string;
  /** What the customer wants; the supporter side never sees it. */
  goal: string;
  /** What the customer knows. */
  knows: readonly string[];
  /** What the bank's system shows. */
  records: readonly string[];
  /** Rules the supporter may quote. */
  policy: readonly string[];
  demandText: string | null;
}

/** The bank's side of a case. It holds no goal, no hidden fact and no direction of the customer. */
export interface BankView {
  place: Place;
  scenario: string;
  cause: string;
  /** Facts of the case that the supporter can know: told by the customer, or in the records. */
  facts: Facts;
  /** Facts that may be mentioned to whoever is calling: all once the caller is verified, before that what it told and what follows from that. */
  tellable: readonly string[];
  records: readonly string[];
  policy: readonly string[];
  transcript: readonly Turn[];
  ledger: Ledger;
  /** Strategies still due, with how many lines of each are planned. */
  due: Readonly<Record<StrategyCode, number>>;
  /** The backbone of the case: beats in the order in which they are due. */
  spine: readonly string[];
  /** Beats beyond the scenario's backbone that are in store. */
  extras: readonly string[];
}
export type SupporterAssistantView = BankView;
export interface Advice {
  strategy: StrategyCode;
  /** What else would do, best first. */
  alternatives: readonly StrategyCode[];
  /** What the assistant named instead of a strategy; the proposal is then the engine's own, and counts as overridden. */
  unknown?: string;
}
export interface SupporterView extends BankView {
  strategy: StrategyCode;
}
export interface SupporterReply {
  text: string;
  /** Facts it states, by name. */
  mentions: readonly string[];
  act: SupporterAct;
  /** Variants used, for the ledger. */
  lines: readonly string[];
}

/** The customer's side: profile, goal, what it knows. Never a policy, a record or a strategy. */
export interface CustomerAssistantView {
  place: Place;
  persona: Persona;
  scenario: string;
  cause: string;
  /** Facts that the customer can know: its own, and what the supporter disclosed. */
  facts: Facts;
  goal: string;
  description: string;
  knows: readonly string[];
  transcript: readonly HeardTurn[];
  ledger: Ledger;
  mood: Mood;
  emotion: string;
  satisfied: boolean;
  /** What the customer means to bring in and has not yet. */
  agenda: Agenda;
}
/** A turn as the customer heard it: without strategy, stage or advice. */
export type HeardTurn =
  | { speaker: 'supporter'; text: string; act: SupporterAct }
  | { speaker: 'customer'; text: string; act: CustomerAct; direction: string };
export interface Agenda {
  questions: readonly string[];
  worries: readonly string[];
  demand: { id: string; argued: boolean } | null;
  tangents: number;
  /** Beats that it will not simply take, and how it strays. */
  detours: Readonly<Record<string, Detour>>;
  /** Beats whose answer it could not recall, with the utterance at which it said so. */
  forgotten: readonly { id: string; at: number }[];
}
/** One sentence of direction, and the same as intent for an engine that acts on facts. */
export interface Direction {
  text: string;
  intent: CustomerIntent;
}
export interface CustomerIntent {
  /** How to react to what the supporter just said. */
  reaction:
    | 'open'
    | 'identify'
    | 'identify-partly'
    | 'identify-rest'
    | 'answer'
    | 'evade'
    | 'forget'
    | 'lose-thread'
    | 'mistake'
    | 'wait'
    | 'confirm'
    | 'react'
    | 'react-to-care'
    | 'argue'
    | 'yield'
    | 'nothing-more'
    | 'give-up'
    | 'farewell';
  /** What to bring in besides. */
  raise: { kind: RaisedKind | 'recall'; id: string } | null;
}
export interface CustomerView extends Omit<CustomerAssistantView, 'agenda' | 'goal'> {
  direction: Direction;
}
export interface CustomerReply {
  text: string;
  act: CustomerAct;
  lines: readonly string[];
}

/** Who asks, what that role may see, and what it must answer. */
export interface Roles {
  planner: { view: PlannerView; answer: Plan };
  'supporter-assistant': { view: SupporterAssistantView; answer: Advice };
  supporter: { view: SupporterView; answer: SupporterReply };
  'customer-assistant': { view: CustomerAssistantView; answer: Direction };
  customer: { view: CustomerView; answer: CustomerReply };
}
export type Role = keyof Roles;

export interface EngineRequest<R extends Role> {
  role: R;
  view: Roles[R]['view'];
  /** Named by dialogue, turn and role. */
  stream: RandomStream;
  signal?: AbortSignal;
}

/**
 * The port through which agents get language. An engine may answer at once or later.
 * @throws RolecsError `engine-…` when it has nothing valid to say: the dialogue is rejected with that reason, the run goes on
 */
export interface Engine {
  ask<R extends Role>(request: EngineRequest<R>): Roles[R]['answer'] | Promise<Roles[R]['answer']>;
}

/**
 * The sixth agent: judges a finished dialogue that the gate let through.
 * @throws RolecsError `engine-…` when it comes to no verdict
 */
export type Judge = (record: DialogueRecord, signal?: AbortSignal) => Promise<Judgement>;
