import type { Detour } from '../domain/conversation.js';
import type { Outcome } from '../domain/dialogue.js';
import type { StrategyCode } from '../domain/strategy.js';
import type { ParsedCondition } from '../language/condition.js';
import type { Pool } from '../language/line.js';
import type { Template } from '../language/template.js';
import type { FactDefinition } from './facts.js';
import type { EmotionFamily, IdentityItem } from './scenario-file.js';

/** When something may come up: ids are beats, questions, worries or demands of the scenario. */
export interface Timing {
  /** All of these have come up. */
  after: readonly string[];
  /** None of these has come up. */
  until: readonly string[];
  /** Only directly after one of these; empty: at any time. */
  upon: readonly string[];
  condition: ParsedCondition | null;
}

export type AnswerStrategy = 'ID' | 'PS' | 'RI';
export type BeatStrategy = 'RP' | 'PR' | 'EM' | 'PS' | 'ID' | 'RI';

/** Something the supporter does on its own initiative. */
export interface BankBeat extends Timing {
  id: string;
  strategy: BeatStrategy;
  asks: readonly string[];
  /** May be said before the identity check. */
  open: boolean;
  /** Never left out of a backbone it belongs to. */
  essential: boolean;
  /** A look-up: what it found is told next. */
  finds: boolean;
  /** Advice or a question that an operation rests on: it is done once the customer has said something to that. */
  leadsToOperation: boolean;
  say: Pool;
  again: Pool | null;
  /** The same content in plainer words, for a customer who did not understand. */
  clearer: Pool | null;
}

/** What the supporter side knows of a scenario: its records, rules and words. Never the customer's goal, plans or hidden facts. */
export interface BankSide {
  id: string;
  matter: Template;
  policy: readonly string[];
  identity: { purpose: string; asks: readonly IdentityItem[] };
  causes: ReadonlyMap<string, { outcome: Outcome; records: readonly Template[]; spine: readonly string[]; resolution: Template }>;
  beats: ReadonlyMap<string, BankBeat>;
  /** Beats that belong to the backbone of some cause: never said under another. */
  spineBeats: ReadonlySet<string>;
  answers: ReadonlyMap<string, { open: boolean; label: string; say: ReadonlyMap<AnswerStrategy, Pool> }>;
  soothing: ReadonlyMap<string, Pool>;
  refusals: ReadonlyMap<string, { refuse: Pool; hold: ReadonlyMap<'EM' | 'ID', Pool> }>;
  /** How a digression of this case is brought back to the matter. */
  returns: ReadonlyMap<string, Pool>;
  feedback: Pool;
  follow: Pool;
  wishes: Pool;
}

export interface CustomerQuestion extends Timing {
  id: string;
  label: string;
  ask: Pool;
  reply: Pool | null;
}
export interface CustomerWorry extends Timing {
  id: string;
  label: string;
  voice: Pool;
  reply: Pool | null;
}
/** A digression: what the customer says, and how it comes back. */
export interface CustomerTangent {
  id: string;
  label: string;
  condition: ParsedCondition | null;
  voice: Pool;
  reply: Pool;
}
/** How a customer takes a beat: `reply` plainly; the others where a detour is planned and the file has lines for it. */
export interface CustomerReplies {
  asks: readonly string[];
  /** Once one of these has been said, coming back to what was forgotten is pointless. */
  until: readonly string[];
  /** The customer does it during the call: the reply says so, and no nod stands in for it. */
  now: boolean;
  reply: Pool;
  vague: Pool | null;
  forget: Pool | null;
  recall: Pool | null;
  mistaken: Pool | null;
}
export interface CustomerDemand extends Timing {
  id: string;
  text: Template;
  make: Pool;
  push: Pool;
  yield: Pool;
}

/** What the customer side has: what it knows, wants and may say. Never a policy or a strategy. */
export interface CustomerSide {
  id: string;
  emotion: { family: EmotionFamily; start: readonly [number, number] };
  openings: Pool;
  replies: ReadonlyMap<string, CustomerReplies>;
  questions: ReadonlyMap<string, CustomerQuestion>;
  worries: ReadonlyMap<string, CustomerWorry>;
  demands: ReadonlyMap<string, CustomerDemand>;
  tangents: readonly CustomerTangent[];
  /** Answers to the feedback question, nothing more to ask: content, not content. */
  settled: Pool | null;
  unsettled: Pool | null;
}

/** The truth both sides must agree on, and the frame of the case. */
export interface ScenarioTruth {
  id: string;
  topic: string;
  title: string;
  weight: number;
  fits: ParsedCondition | null;
  description: Template;
  goal: Template;
  knows: readonly Template[];
  facts: readonly FactDefinition[];
  causes: readonly {
    id: string;
    weight: number;
    /** The personas whose case this can be; for every persona that fits, some cause holds. */
    condition: ParsedCondition | null;
    facts: readonly FactDefinition[];
    /** Facts that the bank's records show. */
    recorded: readonly string[];
  }[];
  /** Facts that follow from others by arithmetic: whoever knows the inputs knows them. */
  derived: Readonly<Record<string, readonly string[]>>;
  /** Facts that only the customer can tell, or that it knows from the start: all that its `knows` mentions. */
  known: readonly string[];
}

/** What the sampler sees of something that can come up: which strategies it can supply, and when. No text. */
export interface Supply extends Timing {
  id: string;
  kind: 'beat' | 'question' | 'worry' | 'demand';
  /** The strategies of which it supplies one line; a demand also supplies a `hold` line when argued about. */
  strategies: readonly StrategyCode[];
  hold: readonly StrategyCode[];
  /** Detours that the file has lines for. */
  detours: readonly Detour[];
}

/** A scenario: three separate books and the outline of what it can supply. */
export interface Scenario {
  truth: ScenarioTruth;
  bank: BankSide;
  customer: CustomerSide;
  supplies: readonly Supply[];
  spines: ReadonlyMap<string, readonly string[]>;
}
