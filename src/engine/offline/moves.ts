import type { Raised, SupporterAct } from '../../domain/conversation.js';
import type { Outcome } from '../../domain/dialogue.js';
import type { StrategyCode } from '../../domain/strategy.js';
import type { ConditionContext } from '../../language/condition.js';
import type { Pool } from '../../language/line.js';
import type { BankBeat, BankSide } from '../../topics/scenario.js';
import { IDENTITY_LABELS } from '../../topics/scenario-file.js';
import type { BankView } from '../port.js';
import { hasOccurred, lastCustomerAct } from './moment.js';
import type { PhraseBook } from './phrase-book.js';

/** Something the supporter could do now: with which strategy, from which pools (first one that has a line), meaning what. */
export interface Move {
  strategy: StrategyCode;
  pools: readonly Pool[];
  act: SupporterAct;
  /** How much the moment asks for it: moves are tried in a random order in proportion to this. */
  weight: number;
  slots?: Readonly<Record<string, string>>;
}

/** What moves are made from. */
export interface MoveSources {
  bank: BankSide;
  phrases: PhraseBook;
  context: ConditionContext;
  maxRun: number;
  /** Whether a fact may be mentioned now. */
  mayMention: (fact: string) => boolean;
}

/** Obligations come before everything the supporter might like to do. */
export const MUST = 1000;
/** Done only when the state machine insists. */
export const LAST_RESORT = 0.001;
/** Never proposed before anything else. */
export const ONLY_IF_FORCED = 1e-9;
const SYMPATHY_ALONE = 0.05;
export function greet({ phrases }: MoveSources): Move {
  return { strategy: 'GT', pools: [phrases.supporter('greeting')], act: act('greet'), weight: MUST };
}

export function askIdentity({ bank, phrases }: MoveSources, weight: number): Move {
  const items = bank.identity.asks.map((item) => IDENTITY_LABELS[item]);
  const asks = `您的${items.slice(0, -1).join('、')}和${items.at(-1)}`;
  return {
    strategy: 'IV',
    pools: [phrases.supporter('identity-ask')],
    act: { kind: 'ask-identity', id: null, asks: bank.identity.asks },
    weight,
    slots: { for: bank.identity.purpose, asks },
  };
}

export function askMissingIdentity(view: BankView, { bank, phrases }: MoveSources): Move {
  const missing = bank.identity.asks.filter((item) => !view.ledger.identityGiven.includes(item));
  return {
    strategy: 'IV',
    pools: [phrases.supporter('identity-missing')],
    act: { kind: 'ask-missing-identity', id: null, asks: missing },
    weight: MUST,
    slots: { missing: missing.map((item) => IDENTITY_LABELS[item]).join('和') },
  };
}

/** What answers something the customer brought in; nothing when the bank has no answer. */
export function answerPending(view: BankView, sources: MoveSources, pending: Raised): Move[] {
  const { ledger, due } = view;
  const { bank, phrases } = sources;
  switch (pending.kind) {
    case 'worry': {
      const pool = bank.soothing.get(pending.id);
      return pool
        ? [
            {
              strategy: 'EM',
              pools: [pool, phrases.supporter('soothe-plain')],
              act: act('soothe', pending.id),
              weight: MUST,
            },
          ]
        : [];
    }
    case 'demand': {
      const refusal = bank.refusals.get(pending.id);
      return refusal ? [{ strategy: 'OT', pools: [refusal.refuse], act: act('refuse', pending.id), weight: MUST }] : [];
    }
    case 'tangent': {
      const back = bank.returns.get(pending.id) ?? phrases.tangents.find(({ id }) => id === pending.id)?.return;
      return back ? [{ strategy: 'OT', pools: [back], act: act('return', pending.id), weight: MUST }] : [];
    }
    case 'question': {
      const answer = bank.answers.get(pending.id);
      if (!answer) return [];
      if (!answer.open && !ledger.verified) return [askIdentity(sources, MUST)];
      const answers = [...answer.say].map(
        ([strategy, pool]): Move => ({
          strategy,
          pools: [pool],
          act: act('answer', pending.id),
          weight: MUST * (1 + 4 * Math.max(0, due[strategy])),
        }),
      );
      const restate: Move = {
        strategy: 'RP',
        pools: [phrases.supporter('restate-question')],
        act: act('restate-question', pending.id),
        // Whoever asks wants an answer: playing the question back is the way out where a third line of one strategy would follow.
        weight: ledger.restated.includes(pending.id) ? 0 : MUST * 0.001,
        slots: { label: answer.label },
      };
      return [...answers, restate];
    }
  }
}

/** Keeping to a refusal that the customer argues about. */
export function holdRefusal(view: BankView, sources: MoveSources, demand: string): Move[] {
  const hold = sources.bank.refusals.get(demand)?.hold ?? new Map<StrategyCode, Pool>();
  // What is due and has not occurred comes first: there may be no other occasion for it.
  const need = (strategy: StrategyCode) => Math.max(0, view.due[strategy]) * (hasOccurred(view, strategy) ? 1 : 10);
  // Whoever argues is told why once more; sympathy alone sounds like giving way.
  const firmness = (strategy: StrategyCode) => (strategy === 'EM' && hold.size > 1 ? SYMPATHY_ALONE : 1);
  return [...hold].map(([strategy, pool]) => ({
    strategy,
    pools: [pool],
    act: act('hold', demand),
    weight: MUST * firmness(strategy) * (1 + 4 * need(strategy)),
  }));
}

/** Asking, or offering, once more after an evasive answer. */
export function askAgain(view: BankView, sources: MoveSources): Move[] {
  const previous = view.transcript.findLast((turn) => turn.speaker === 'supporter');
  const beat = previous?.act.id ? sources.bank.beats.get(previous.act.id) : undefined;
  if (!beat?.again || previous?.act.kind !== 'beat') return [];
  const awaits = beat.leadsToOperation;
  return [{ strategy: beat.strategy, pools: [beat.again], act: { kind: 'ask-again', id: beat.id, asks: beat.asks, awaits }, weight: MUST }];
}

/** Saying a beat again to a customer who did not follow: in other words, or plainly where it was taken the wrong way. */
export function sayAgain(view: BankView, sources: MoveSources): Move[] {
  const previous = view.transcript.findLast((turn) => turn.speaker === 'supporter');
  const beat = previous?.act.id ? sources.bank.beats.get(previous.act.id) : undefined;
  if (!beat?.clearer) return [];
  // What an operation means is told, not operated once more.
  const strategy = beat.strategy === 'RI' ? 'ID' : beat.strategy;
  const pools =
    lastCustomerAct(view).unclear === 'mistaken' || beat.strategy === 'RI' ? [beat.clearer, beat.say] : [beat.say, beat.clearer];
  // An offer said again still waits for its yes.
  const awaits = beat.leadsToOperation && strategy === beat.strategy;
  return [{ strategy, pools, act: { ...act('say-again', beat.id), awaits }, weight: MUST }];
}

export function beatMove(beat: BankBeat, weight: number): Move {
  const kind = beat.strategy === 'EM' ? 'soothe' : 'beat';
  return { strategy: beat.strategy, pools: [beat.say], act: { kind, id: beat.id, asks: beat.asks, awaits: beat.leadsToOperation }, weight };
}

/** The goodbye, and what is still due before it. */
export function closing(view: BankView, sources: MoveSources, weight: number): Move[] {
  const { phrases } = sources;
  const close: Move = { strategy: 'AC', pools: [phrases.supporter('close')], act: act('close'), weight };
  // Who breaks off is let go, unless the state machine still needs something said.
  const haste = lastCustomerAct(view).ends ? LAST_RESORT : 20;
  const moves = [close];
  if (view.due.RC > 0) moves.push(follow(view, sources, weight * haste));
  if (view.due.FR > 0 && haste < 1) moves.push(feedback(view, sources, weight * haste));
  return moves;
}

export function feedback(view: BankView, sources: MoveSources, weight: number): Move {
  const shared = sources.phrases.supporter(`feedback-${outcomeOf(view, sources)}`);
  return { strategy: 'FR', pools: [sources.bank.feedback, shared], act: act('feedback'), weight };
}

/** Whether the customer can follow so far: a breath between lines of one strategy. Before anything was told it can only be a matter of hearing. */
export function checkIn(view: BankView, { phrases }: MoveSources, weight: number): Move {
  const pool = phrases.supporter(hasOccurred(view, 'ID') || hasOccurred(view, 'PS') ? 'check-in' : 'check-in-early');
  return { strategy: 'FR', pools: [pool], act: act('check-in'), weight };
}

export function follow(view: BankView, sources: MoveSources, weight: number): Move {
  const shared = sources.phrases.supporter(`follow-${outcomeOf(view, sources)}`);
  return { strategy: 'RC', pools: [sources.bank.follow, shared], act: act('follow'), weight };
}

function outcomeOf(view: BankView, { bank }: MoveSources): Outcome {
  return bank.causes.get(view.cause)?.outcome ?? 'solved';
}

export function act(kind: SupporterAct['kind'], id: string | null = null): SupporterAct {
  return { kind, id, asks: [] };
}
