import type { StrategyCode } from '../../domain/strategy.js';
import type { Pool } from '../../language/line.js';
import type { BankBeat } from '../../topics/scenario.js';
import type { BankView } from '../port.js';
import { agreedOffer, hasOccurred, isKnown, lastCustomerAct, previousId, runAllows, timingHolds, wasAskedAgain } from './moment.js';
import { act, askIdentity, beatMove, checkIn, closing, feedback, follow, LAST_RESORT, type Move, type MoveSources, MUST } from './moves.js';

/** Strategies that help: beyond the backbone they come up once the backbone has begun to. */
const ADVISING: ReadonlySet<StrategyCode> = new Set(['ID', 'PS', 'RI']);

/** Taking up what the customer has told belongs to the time before help begins. */
const BEFORE_HELP: ReadonlySet<StrategyCode> = new Set(['EM', 'RP']);

/** What the supporter does when nothing is asked of it. `waiting`: something is, but it cannot be answered with what may be said now. */
export function initiatives(view: BankView, sources: MoveSources, waiting: boolean): Move[] {
  const { ledger, spine, transcript } = view;
  const next = nextSpineBeat(view, sources, spine);
  const early = transcript.length <= 3;
  const moves: Move[] = [];
  if (!ledger.verified) moves.push(askIdentity(sources, early ? 7 : next?.open ? 5 : 30));
  if (next && (next.open || ledger.verified)) {
    moves.push(spineMove(next, view, sources));
    // Where a third line of one strategy would follow, the backbone waits for a word of the customer, or leaves a question out.
    if (ledger.verified && !runAllows(view, next.strategy, sources.maxRun)) {
      const later = next.strategy === 'PR' ? nextSpineBeat(view, sources, spine.slice(spine.indexOf(next.id) + 1)) : null;
      if (later) moves.push(spineMove(later, view, sources));
      else if (next.strategy !== 'PR') moves.push(checkIn(view, sources, LAST_RESORT));
    }
  }
  // Who has said that a result is there tells it.
  const last = transcript.findLast((turn) => turn.speaker === 'supporter');
  if (last?.act.announces && moves.some(({ weight }) => weight >= MUST)) return moves;
  moves.push(...extraMoves(next, view, sources));
  if (waiting) return moves;
  if (transcript.some((turn) => turn.speaker === 'customer' && turn.act.nothingMore)) {
    // Nothing is opened again once the customer has said that this is all, unless the state machine still needs it.
    return [...closing(view, sources, 6), ...moves.map((move) => ({ ...move, weight: move.weight * LAST_RESORT }))];
  }
  return [...moves, ...endingMoves(next === null, moves, view, sources)];
}

/** The next step of the backbone. What it announces is told before anything else. */
function spineMove(next: BankBeat, view: BankView, sources: MoveSources): Move {
  const previous = view.transcript.findLast((turn) => turn.speaker === 'supporter');
  const following = nextSpineBeat(view, sources, view.spine.slice(view.spine.indexOf(next.id) + 1));
  // An operation is done when it is said to be; a look-up leaves its result to be told.
  const announces = next.finds && following?.strategy === 'ID';
  const isPromised = previous?.act.announces || (next.strategy === 'RI' && agreedOffer(view) !== null);
  const step = beatMove(next, isPromised ? MUST : next.strategy === 'PR' ? 8 : 7);
  return { ...step, act: { ...step.act, announces } };
}

/** Beats beyond the backbone that fit now. */
function extraMoves(next: BankBeat | null, view: BankView, sources: MoveSources): Move[] {
  const { ledger, due, spine, extras } = view;
  const { bank, context } = sources;
  const resolved = next === null;
  const steps = spine.flatMap((id) => bank.beats.get(id) ?? []);
  const helpHasBegun = resolved || steps.some(({ id, strategy }) => ADVISING.has(strategy) && ledger.said.includes(id));
  // Strategies that will come with the backbone.
  const ahead = new Set(steps.filter((beat) => !ledger.said.includes(beat.id) && !isAnswered(beat, view)).map(({ strategy }) => strategy));
  const previous = previousId(view);
  const agreed = agreedOffer(view);
  const hasAsked = hasOccurred(view, 'PR');
  // Comfort that no voiced worry asks for belongs to the beginning, or to a heated moment, and to nobody who has just given way; playing back what was said to the time before help.
  const { heated, stance } = lastCustomerAct(view);
  const comfortFits = (heated || !helpHasBegun) && stance !== 'yields';
  const playsBackTwice = !hasToldSinceRestating(view);
  const hasJustSoothed = !runAllows(view, 'EM', 1);
  const isEnding = hasOccurred(view, 'RC') || ledger.feedbackAsked > 0;

  const moves: Move[] = [];
  for (const beat of bank.beats.values()) {
    const { id, strategy } = beat;
    if (due[strategy] <= 0 || ledger.said.includes(id) || spine.includes(id) || (!beat.open && !ledger.verified)) continue;
    const advising = ADVISING.has(strategy);
    if (advising && (!helpHasBegun || bank.spineBeats.has(id))) continue;
    // A strategy that is due, has not occurred and will not come with the backbone is looked for in every beat that fits.
    const lacking = !ahead.has(strategy) && !hasOccurred(view, strategy);
    const planned = extras.includes(id);
    if (!planned && strategy !== 'RP' && !(lacking && (resolved || strategy === 'PR' || strategy === 'EM'))) continue;
    if (isAnswered(beat, view) || !timingHolds(beat, ledger.said, previous, context)) continue;
    if (!lacking && ((strategy === 'EM' && hasJustSoothed) || (advising && isEnding))) continue;
    if ((strategy === 'EM' && !comfortFits) || (strategy === 'RP' && (helpHasBegun || playsBackTwice))) continue;
    // What the caller opened with is played back before questions are asked, and asked about before help begins.
    const aboutOpening = beat.after.length === 0 && beat.upon.length === 0;
    if (aboutOpening && !lacking && ((strategy === 'RP' && hasAsked) || (strategy === 'PR' && helpHasBegun))) continue;
    // What will be out of place after the next step and has not occurred at all is said now.
    const outdated = BEFORE_HELP.has(strategy) && (ADVISING.has(next?.strategy ?? 'OT') || (aboutOpening && next?.strategy === 'PR'));
    const expiring = next !== null && (beat.until.includes(next.id) || outdated);
    const urgency = (expiring ? 2 : 1) * (lacking ? (expiring ? 20 : 2) : 1);
    const isAgreed = strategy === 'RI' && agreed !== null && [...beat.after, ...beat.upon].includes(agreed);
    const base = isAgreed ? MUST : advising ? (resolved ? 9 : 4) : 5;
    moves.push(beatMove(beat, base * (planned ? 1.6 : 0.7) * urgency));
  }
  return moves;
}

/** Feedback, later contact, goodbye: once the backbone is done and nothing better is in store. */
function endingMoves(resolved: boolean, others: readonly Move[], view: BankView, sources: MoveSources): Move[] {
  if (!resolved) return [];
  const { ledger, due } = view;
  const { heated, contented } = lastCustomerAct(view);
  const extrasLeft = others.some((move) => move.act.kind === 'beat' || move.act.kind === 'soothe');
  const patience = extrasLeft ? 0.6 : 8;
  const moves: Move[] = [];
  // Empathy without a line of the case only where the talk has just given a reason, and before the end is near.
  if (due.EM > 0 && !extrasLeft && ledger.feedbackAsked === 0 && heated && wasAskedAgain(view)) {
    moves.push({ strategy: 'EM', pools: [sources.phrases.supporter('soothe-asked-again')], act: act('soothe'), weight: 4 });
  }
  // What comes later is told before feedback is asked for: always to someone who may hang up at that.
  if (due.FR > 0) moves.push(feedback(view, sources, patience * (due.RC > 0 ? (contented && !heated ? 0.6 : LAST_RESORT) : 1)));
  if (due.RC > 0) moves.push(follow(view, sources, patience));
  if (!extrasLeft) moves.push(...closing(view, sources, due.FR > 0 || due.RC > 0 ? 0.05 : 6));
  return moves;
}

/** The next beat of the backbone that can be said; null when the backbone is done. PR beats whose answer is known are passed over. */
function nextSpineBeat(view: BankView, sources: MoveSources, spine: readonly string[]): BankBeat | null {
  for (const id of spine) {
    const beat = sources.bank.beats.get(id);
    if (!beat || view.ledger.said.includes(id)) continue;
    if (beat.strategy === 'PR' && isKnown(beat, view)) continue;
    if (beat.until.some((other) => view.ledger.said.includes(other))) continue;
    // A step whose facts nobody has brought up is passed over: better a shorter talk than a stalled one.
    if (view.ledger.verified && !hasLine(beat.say, undefined, view, sources)) continue;
    return beat;
  }
  return null;
}

/** Whether the customer has told or brought in anything since it was last played back: else there is nothing to play back. */
function hasToldSinceRestating({ transcript }: BankView): boolean {
  const last = transcript.findLastIndex((turn) => turn.speaker === 'supporter' && turn.strategy === 'RP');
  return (
    last < 0 ||
    transcript
      .slice(last + 1)
      .some((turn) => turn.speaker === 'customer' && turn.act.gives.length === 0 && (turn.act.tells.length > 0 || turn.act.raises !== null))
  );
}

/** A question that need not be asked any more. */
function isAnswered(beat: BankBeat, view: BankView): boolean {
  return beat.strategy === 'PR' && isKnown(beat, view);
}

/** Whether some line of the pool can be said now: a move without words is none. `slots`: what the move itself fills in. */
export function hasLine(pool: Pool, slots: Move['slots'], view: BankView, { context, mayMention }: MoveSources): boolean {
  const used = view.ledger.usedLines.supporter;
  return pool.lines.some(
    (line) =>
      (line.condition === null || line.condition.holds(context)) &&
      line.slots.every((slot) => (slots !== undefined && slot in slots) || SLOTS_OF_ENGINE.has(slot) || mayMention(slot)) &&
      !used.includes(line.name),
  );
}
/** Slots that the supporter fills itself. */
const SLOTS_OF_ENGINE = new Set(['matter', 'resolution', 'wish']);
