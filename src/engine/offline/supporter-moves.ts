import type { CustomerAct, Raised, SupporterAct } from '../../domain/conversation.js';
import type { StrategyCode } from '../../domain/strategy.js';
import type { ConditionContext } from '../../language/condition.js';
import type { Pool } from '../../language/line.js';
import type { RandomStream } from '../../random/stream.js';
import type { BankBeat, BankSide, Timing } from '../../topics/scenario.js';
import type { BankView } from '../port.js';
import type { PhraseBook } from './phrase-book.js';

/** Something the supporter could do now: with which strategy, from which pools (first one that has a line), meaning what. */
export interface Move {
  strategy: StrategyCode;
  pools: readonly Pool[];
  act: SupporterAct;
  /** How much the moment asks for it: moves are tried in a random order in proportion to this. */
  weight: number;
  slots?: Readonly<Record<string, string>>;
  /** Put before the line. */
  prefix?: Pool;
  /** The backbone goes on with this one: a line is said even when a nicety speaks against it. */
  essential?: boolean;
}

export interface MoveSources {
  bank: BankSide;
  phrases: PhraseBook;
  context: ConditionContext;
  family: string;
  maxRun: number;
  /** Whether a fact may be mentioned now. */
  mayMention: (fact: string) => boolean;
}

/** Obligations come before everything the supporter might like to do. */
const MUST = 1000;
/** Done only when the state machine insists. */
const LAST_RESORT = 0.001;
const IDENTITY_LABELS: Readonly<Record<string, string>> = {
  surname: '姓氏',
  card_tail: '卡号后四位',
  phone_tail: '预留手机号后四位',
  id_tail: '身份证后四位',
};

/**
 * Everything the supporter could do now, in the order it would try. Pure: the same view and stream give the same order, so that the
 * assistant who advises and the supporter who speaks agree without sharing more than the strategy.
 */
export function rankMoves(view: BankView, sources: MoveSources, stream: RandomStream): Move[] {
  const moves = candidateMoves(view, sources).filter(
    (move) =>
      move.weight > 0 && runAllows(view, move.strategy, sources.maxRun) && move.pools.some((pool) => hasLine(pool, move, view, sources)),
  );
  // Weighted random order (Efraimidis and Spirakis): key = −ln(u) / weight, ascending.
  return moves
    .map((move) => ({ move, key: -Math.log(1 - stream.next()) / move.weight }))
    .sort((a, b) => a.key - b.key)
    .map(({ move }) => move);
}

/** Whether some line of the pool can be said now: a move without words is none. */
function hasLine(pool: Pool, move: Move, view: BankView, { context, mayMention }: MoveSources): boolean {
  return pool.lines.some(
    (line, number) =>
      (line.condition === null || line.condition.holds(context)) &&
      line.slots.every(
        (slot) =>
          slot in (move.slots ?? {}) || SLOTS_OF_ENGINE.has(slot) || (slot in view.facts && (mayMention(slot) || move.essential === true)),
      ) &&
      !view.ledger.usedLines.includes(`${pool.key}#${number}`),
  );
}
/** Slots that the supporter fills itself. */
const SLOTS_OF_ENGINE = new Set(['matter', 'resolution', 'wish']);

function candidateMoves(view: BankView, sources: MoveSources): Move[] {
  const { transcript, ledger } = view;
  const { phrases } = sources;
  if (transcript.length === 0) return [{ strategy: 'GT', pools: [phrases.supporter('greeting')], act: act('greet'), weight: MUST }];
  const last = lastCustomerAct(view);
  if (last.ends) return closing(view, sources, MUST);

  const pending = ledger.open[0];
  const moves: Move[] = [];
  if (ledger.asked.includes('identity') && !ledger.verified) moves.push(askMissingIdentity(view, sources));
  else if (pending) moves.push(...answerPending(view, sources, pending));
  if (ledger.argued !== null) moves.push(...holdRefusal(view, sources, ledger.argued));
  if (last.answer === 'vague') moves.push(...askAgain(view, sources));
  if (moves.some((move) => move.weight >= MUST)) return moves;
  return [...moves, ...initiatives(view, sources, pending !== undefined)];
}

function answerPending(view: BankView, sources: MoveSources, pending: Raised): Move[] {
  const { ledger, due } = view;
  const { bank, phrases } = sources;
  switch (pending.kind) {
    case 'worry': {
      const pool = bank.soothing.get(pending.id);
      return pool
        ? [
            {
              strategy: 'EM',
              pools: [pool, phrases.supporter(`soothe-${sources.family}`)],
              act: act('soothe', pending.id),
              weight: MUST,
              essential: true,
            },
          ]
        : [];
    }
    case 'demand': {
      const refusal = bank.refusals.get(pending.id);
      return refusal ? [{ strategy: 'OT', pools: [refusal.refuse], act: act('refuse', pending.id), weight: MUST, essential: true }] : [];
    }
    case 'tangent': {
      const tangent = phrases.tangents.find(({ id }) => id === pending.id);
      return tangent ? [{ strategy: 'OT', pools: [tangent.return], act: act('return', pending.id), weight: MUST, essential: true }] : [];
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
          essential: true,
        }),
      );
      const restate: Move = {
        strategy: 'RP',
        pools: [phrases.supporter('restate-question')],
        act: act('restate-question', pending.id),
        // Playing a question back is a courtesy where it is due, and the way out where a third line of one strategy would follow.
        weight: ledger.restated.includes(pending.id) ? 0 : due.RP > 0 ? MUST * 0.15 : MUST * 0.001,
        slots: { label: answer.label },
      };
      return [...answers, restate];
    }
  }
}

function holdRefusal(view: BankView, sources: MoveSources, demand: string): Move[] {
  const refusal = sources.bank.refusals.get(demand);
  return [...(refusal?.hold ?? [])].map(([strategy, pool]) => ({
    strategy,
    pools: [pool],
    act: act('hold', demand),
    weight: MUST * (1 + 4 * Math.max(0, view.due[strategy])),
    essential: true,
  }));
}

function askAgain(view: BankView, sources: MoveSources): Move[] {
  const previous = view.transcript.findLast((turn) => turn.speaker === 'supporter');
  const beat = previous?.act.id ? sources.bank.beats.get(previous.act.id) : undefined;
  if (!beat?.again || previous?.act.kind !== 'beat') return [];
  return [{ strategy: 'PR', pools: [beat.again], act: { kind: 'ask-again', id: beat.id, asks: beat.asks }, weight: MUST }];
}

/** What the supporter does when nothing is asked of it. `waiting`: something is, but it cannot be answered with what may be said now. */
function initiatives(view: BankView, sources: MoveSources, waiting: boolean): Move[] {
  const { ledger, due, transcript } = view;
  const { bank, phrases } = sources;
  const { spine } = view;
  const next = nextSpineBeat(view, sources, spine);
  const resolved = next === null;
  const early = transcript.length <= 3;
  const moves: Move[] = [];

  if (!ledger.verified) moves.push(askIdentity(sources, early ? 7 : next?.open ? 5 : 30));
  const announced = transcript.findLast((turn) => turn.speaker === 'supporter')?.act.announces === true;
  if (next && (next.open || ledger.verified)) {
    const following = nextSpineBeat(view, sources, spine.slice(spine.indexOf(next.id) + 1));
    const step = beatMove(next, announced ? 150 : next.strategy === 'PR' ? 8 : 7);
    const announces = next.strategy === 'RI' && following?.strategy === 'ID';
    moves.push({ ...step, act: { ...step.act, announces }, essential: true });
  }

  for (const beat of bank.beats.values()) {
    if (spine.includes(beat.id) || (ADVISING.has(beat.strategy) && bank.spineBeats.has(beat.id)) || !isTimely(beat, view, sources))
      continue;
    const wanted = due[beat.strategy] > 0;
    const planned = view.extras.includes(beat.id);
    // A strategy that is due, has not occurred and will not come with the backbone is looked for in every beat that fits.
    const ahead = spine.some(
      (id) => !ledger.said.includes(id) && bank.beats.get(id)?.strategy === beat.strategy && !isAnswered(bank.beats.get(id), view),
    );
    const lacking = !hasOccurred(view, beat.strategy) && !ahead;
    const inStore = planned || beat.strategy === 'RP' || (lacking && (resolved || beat.strategy === 'PR'));
    if (!wanted || !inStore) continue;
    if (!beat.open && !ledger.verified) continue;
    const expiring = next !== null && beat.until.includes(next.id);
    if (
      ADVISING.has(beat.strategy) &&
      !resolved &&
      !spine.some((id) => ledger.said.includes(id) && ADVISING.has(bank.beats.get(id)?.strategy ?? 'RP'))
    )
      continue;
    const base = ADVISING.has(beat.strategy) ? (resolved ? 9 : 4) : 5;
    // What will be out of place after the next step and has not occurred at all is said now.
    const urgency = (expiring ? 2 : 1) * (lacking ? (expiring ? 20 : 2) : 1);
    moves.push(beatMove(beat, base * (planned ? 1.6 : 0.7) * urgency));
  }
  if (waiting) return moves;
  if (transcript.some((turn) => turn.speaker === 'customer' && turn.act.nothingMore)) {
    // Nothing is opened again once the customer has said that this is all, unless the state machine still needs it.
    return [...closing(view, sources, 6), ...moves.map((move) => ({ ...move, weight: move.weight * LAST_RESORT, essential: false }))];
  }
  const extrasLeft = moves.some((move) => move.act.kind === 'beat');

  // Spoken empathy without a scenario line only once the talk has given a reason, and never as the first thing said.
  if (
    due.EM > 0 &&
    resolved &&
    !extrasLeft &&
    !early &&
    ledger.feedbackAsked === 0 &&
    (lastCustomerAct(view).heated || ledger.demandAt !== null)
  ) {
    const reason = ledger.demandAt !== null ? 'soothe-refused' : `soothe-${sources.family}`;
    moves.push({ strategy: 'EM', pools: [phrases.supporter(reason)], act: act('soothe'), weight: 4 });
  }
  if (resolved) {
    const patience = extrasLeft ? 0.6 : 8;
    if (due.FR > 0) moves.push(feedback(view, sources, patience));
    if (due.RC > 0) moves.push(follow(view, sources, patience));
    if (!extrasLeft) moves.push(...closing(view, sources, due.FR > 0 || due.RC > 0 ? 0.05 : 6));
  } else if (due.FR > 1 && ledger.said.length > 4) moves.push(feedback(view, sources, 3));
  return moves;
}

function closing(view: BankView, sources: MoveSources, weight: number): Move[] {
  const { phrases } = sources;
  const close: Move = { strategy: 'AC', pools: [phrases.supporter('close')], act: act('close'), weight };
  // Who breaks off is let go, unless the state machine still needs something said.
  const haste = lastCustomerAct(view).ends ? LAST_RESORT : 20;
  const moves = [close];
  if (view.due.RC > 0) moves.push(follow(view, sources, weight * haste));
  if (view.due.FR > 0 && haste < 1) moves.push(feedback(view, sources, weight * haste));
  return moves;
}

function feedback(view: BankView, sources: MoveSources, weight: number): Move {
  const outcome = sources.bank.causes.get(view.cause)?.outcome ?? 'solved';
  const shared = sources.phrases.supporter(`feedback-${outcome}`);
  return { strategy: 'FR', pools: alternate(view, sources.bank.feedback, shared), act: act('feedback'), weight };
}

function follow(view: BankView, sources: MoveSources, weight: number): Move {
  const outcome = sources.bank.causes.get(view.cause)?.outcome ?? 'solved';
  const shared = sources.phrases.supporter(`follow-${outcome}`);
  return { strategy: 'RC', pools: alternate(view, sources.bank.follow, shared, 3), act: act('follow'), weight };
}

/** The scenario's own lines mostly, the shared ones every so many dialogues. */
function alternate(view: BankView, own: Pool, shared: Pool, every = 3): Pool[] {
  return view.place.rank % every === 0 ? [shared, own] : [own, shared];
}

function askIdentity({ bank, phrases }: MoveSources, weight: number): Move {
  const items = bank.identity.asks.map((item) => IDENTITY_LABELS[item] ?? item);
  const asks = `您的${items.slice(0, -1).join('、')}和${items.at(-1)}`;
  return {
    strategy: 'IV',
    pools: [phrases.supporter('identity-ask')],
    act: { kind: 'ask-identity', id: null, asks: bank.identity.asks },
    weight,
    slots: { for: bank.identity.purpose, asks },
    essential: true,
  };
}

function askMissingIdentity(view: BankView, { bank, phrases }: MoveSources): Move {
  const missing = bank.identity.asks.filter((item) => !view.ledger.identityGiven.includes(item));
  return {
    strategy: 'IV',
    pools: [phrases.supporter('identity-missing')],
    act: { kind: 'ask-missing-identity', id: null, asks: missing },
    weight: MUST,
    slots: { missing: missing.map((item) => IDENTITY_LABELS[item] ?? item).join('和') },
    essential: true,
  };
}

function beatMove(beat: BankBeat, weight: number): Move {
  return { strategy: beat.strategy, pools: [beat.say], act: { kind: 'beat', id: beat.id, asks: beat.asks }, weight };
}

/** Strategies that help: beyond the backbone they come up once the backbone has begun to. */
const ADVISING: ReadonlySet<StrategyCode> = new Set(['ID', 'PS', 'RI']);
function hasOccurred(view: BankView, strategy: StrategyCode): boolean {
  return view.transcript.some((turn) => turn.speaker === 'supporter' && turn.strategy === strategy);
}

/** The next beat of the backbone that can be said; null when the backbone is done. PR beats whose answer is known are passed over. */
function nextSpineBeat(view: BankView, sources: MoveSources, spine: readonly string[]): BankBeat | null {
  for (const id of spine) {
    const beat = sources.bank.beats.get(id);
    if (!beat || view.ledger.said.includes(id)) continue;
    if (beat.strategy === 'PR' && isKnown(beat, view)) continue;
    // A step whose facts nobody has brought up is passed over: better a shorter talk than a stalled one.
    if (view.ledger.verified && !hasLine(beat.say, beatMove(beat, 1), view, sources)) continue;
    return beat;
  }
  return null;
}

function isTimely(beat: BankBeat, view: BankView, sources: MoveSources): boolean {
  if (view.ledger.said.includes(beat.id) || (beat.strategy === 'PR' && isKnown(beat, view))) return false;
  return timingHolds(beat, view.ledger.said, previousId(view), sources.context);
}

/** A question of the backbone that need not be asked any more. */
function isAnswered(beat: BankBeat | undefined, view: BankView): boolean {
  return beat?.strategy === 'PR' && isKnown(beat, view);
}

/** Whether something asked for was told before: nothing is asked twice. */
function isKnown(beat: BankBeat, view: BankView): boolean {
  return beat.asks.some((key) => view.ledger.told.includes(key) || view.ledger.asked.includes(key));
}

/** Whether the moment fits the timing of a beat, question, worry or demand. `previous`: what the last supporter line dealt with. */
export function timingHolds(timing: Timing, said: readonly string[], previous: string | null, context: ConditionContext): boolean {
  if (timing.after.some((id) => !said.includes(id)) || timing.until.some((id) => said.includes(id))) return false;
  if (timing.upon.length > 0 && (previous === null || !timing.upon.includes(previous))) return false;
  return timing.condition === null || timing.condition.holds(context);
}

function previousId(view: BankView): string | null {
  return view.transcript.findLast((turn) => turn.speaker === 'supporter')?.act.id ?? null;
}

function runAllows(view: BankView, strategy: StrategyCode, maxRun: number): boolean {
  const recent = view.transcript.filter((turn) => turn.speaker === 'supporter').slice(-maxRun);
  return recent.length < maxRun || recent.some((turn) => turn.strategy !== strategy);
}

const SILENT: CustomerAct = {
  answer: 'none',
  gives: [],
  tells: [],
  raises: null,
  stance: null,
  nothingMore: false,
  ends: false,
  heated: false,
};
export function lastCustomerAct(view: Pick<BankView, 'transcript'>): CustomerAct {
  return view.transcript.findLast((turn) => turn.speaker === 'customer')?.act ?? SILENT;
}

export function act(kind: SupporterAct['kind'], id: string | null = null): SupporterAct {
  return { kind, id, asks: [] };
}
