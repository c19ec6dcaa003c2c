import { type CustomerAct, SILENT_ACT } from '../../domain/conversation.js';
import type { StrategyCode } from '../../domain/strategy.js';
import type { ConditionContext } from '../../language/condition.js';
import type { BankBeat, Timing } from '../../topics/scenario.js';
import type { BankView } from '../port.js';

/** Whether the moment fits the timing of a beat, question, worry or demand. `previous`: what the last supporter line dealt with. */
export function timingHolds(timing: Timing, said: readonly string[], previous: string | null, context: ConditionContext): boolean {
  if (timing.after.some((id) => !said.includes(id)) || timing.until.some((id) => said.includes(id))) return false;
  if (timing.upon.length > 0 && (previous === null || !timing.upon.includes(previous))) return false;
  return timing.condition === null || timing.condition.holds(context);
}

/** Whether something asked for was told before: nothing is asked twice. */
export function isKnown(beat: BankBeat, view: BankView): boolean {
  return beat.asks.some((key) => view.ledger.told.includes(key) || view.ledger.asked.includes(key));
}

/** Whether a strategy has been used in the talk so far. */
export function hasOccurred(view: BankView, strategy: StrategyCode): boolean {
  return view.transcript.some((turn) => turn.speaker === 'supporter' && turn.strategy === strategy);
}

/** Whether one of the last two supporter lines asked for something once more. */
export function wasAskedAgain(view: BankView): boolean {
  const again = ['ask-again', 'ask-missing-identity'];
  return view.transcript.slice(-4).some((turn) => turn.speaker === 'supporter' && again.includes(turn.act.kind));
}

/** Acts that deal with what the customer brought in, and leave what was offered before them open. */
const ASIDES: ReadonlySet<string> = new Set(['answer', 'soothe', 'return', 'restate-question']);

/** The offer that the customer has taken up, by id; what it asked about the offer may have come between. */
export function agreedOffer({ transcript }: BankView): string | null {
  const last = transcript.findLast((turn) => turn.speaker === 'supporter' && !ASIDES.has(turn.act.kind));
  return last?.speaker === 'supporter' && last.act.awaits ? last.act.id : null;
}

/** What the last supporter line dealt with: a beat, question, worry or demand by id. */
export function previousId(view: BankView): string | null {
  return view.transcript.findLast((turn) => turn.speaker === 'supporter')?.act.id ?? null;
}

/** Whether one more line of the strategy keeps the run short enough. */
export function runAllows(view: BankView, strategy: StrategyCode, maxRun: number): boolean {
  const recent = view.transcript.filter((turn) => turn.speaker === 'supporter').slice(-maxRun);
  return recent.length < maxRun || recent.some((turn) => turn.strategy !== strategy);
}

/** What the customer last said, or silence. */
export function lastCustomerAct(view: Pick<BankView, 'transcript'>): CustomerAct {
  return view.transcript.findLast((turn) => turn.speaker === 'customer')?.act ?? SILENT_ACT;
}
