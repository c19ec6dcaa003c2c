import type { Stage, StrategyCode } from './strategy.js';

/** Kinds of things a customer brings into the talk. */
export type RaisedKind = 'question' | 'worry' | 'demand' | 'tangent';
export interface Raised {
  kind: RaisedKind;
  id: string;
}

/**
 * How a customer may stray from simply taking a beat. `evade`: a vague answer, asked once more. `forget`: cannot recall it now, comes back to it
 * later. `unclear`: takes it the wrong way or does not follow, so that it is said again in plainer words.
 */
export type Detour = 'evade' | 'forget' | 'unclear';

/**
 * What a listener understands of a supporter's line. `id` names the beat, question, worry, demand or digression it deals with.
 * An engine that cannot tell (a model's free text) gives `{ kind: 'other' }`.
 */
export interface SupporterAct {
  kind:
    | 'greet'
    | 'ask-identity'
    | 'ask-missing-identity'
    | 'beat'
    | 'ask-again'
    | 'say-again'
    | 'answer'
    | 'soothe'
    | 'refuse'
    | 'hold'
    | 'return'
    | 'restate-question'
    | 'check-in'
    | 'feedback'
    | 'follow'
    | 'close'
    | 'other';
  id: string | null;
  /** Keys of what is asked for. */
  asks: readonly string[];
  /** It announces a result that is still to be told: a listener waits for it. */
  announces?: boolean;
  /** What the supporter does next rests on the customer's word on this. */
  awaits?: boolean;
}

/** What a listener understands of a customer's line. */
export interface CustomerAct {
  /** How it answers what the supporter asked. */
  answer: 'full' | 'partial' | 'vague' | 'forgotten' | 'none';
  /** What it did not get of the supporter's line: it is lost, or took it the wrong way. */
  unclear: 'lost' | 'mistaken' | null;
  /** Identity items given. */
  gives: readonly string[];
  /** Facts it states, by name. */
  tells: readonly string[];
  raises: Raised | null;
  /** The beat whose question it comes back to, having forgotten the answer before. */
  recalls: string | null;
  /** What it does with a refusal. */
  stance: 'argues' | 'yields' | null;
  /** Has no more questions. */
  nothingMore: boolean;
  /** Wants to end the call. */
  ends: boolean;
  heated: boolean;
  /** Sounds as if the matter stood well for it. */
  contented: boolean;
}

/** A customer's line from which nothing follows. */
export const SILENT_ACT: CustomerAct = {
  answer: 'none',
  unclear: null,
  gives: [],
  tells: [],
  raises: null,
  recalls: null,
  stance: null,
  nothingMore: false,
  ends: false,
  heated: false,
  contented: true,
};

export interface SupporterTurn {
  speaker: 'supporter';
  text: string;
  strategy: StrategyCode;
  stage: Stage;
  advised: StrategyCode;
  act: SupporterAct;
}
export interface CustomerTurn {
  speaker: 'customer';
  text: string;
  direction: string;
  emotion: string;
  act: CustomerAct;
}
export type Turn = SupporterTurn | CustomerTurn;

/** What both sides heard: kept by the state machine, visible to both. */
export interface Ledger {
  /** Beats said, questions answered, worries met, demands refused: ids. */
  said: readonly string[];
  /** Raised by the customer and not dealt with yet, oldest first. */
  open: readonly Raised[];
  /** What the supporter asked for: keys of facts and identity items. */
  asked: readonly string[];
  /** Facts the customer stated. */
  told: readonly string[];
  /** Facts the supporter stated. */
  disclosed: readonly string[];
  identityGiven: readonly string[];
  verified: boolean;
  /** Questions played back before being answered. */
  restated: readonly string[];
  /** Demand under discussion after its refusal. */
  argued: string | null;
  feedbackAsked: number;
  /** Index of the utterance that makes the unreasonable demand. */
  demandAt: number | null;
  /** Variants used so far, so that none is used twice: each side sees its own. */
  usedLines: Readonly<Record<Turn['speaker'], readonly string[]>>;
}

export const EMPTY_LEDGER: Ledger = {
  said: [],
  open: [],
  asked: [],
  told: [],
  disclosed: [],
  identityGiven: [],
  verified: false,
  restated: [],
  argued: null,
  feedbackAsked: 0,
  demandAt: null,
  usedLines: { supporter: [], customer: [] },
};

/** Emotion of the customer: owned by code, moved by what happens, with inertia. */
export interface Mood {
  family: string;
  /** 0 calm to 4. */
  level: number;
}
