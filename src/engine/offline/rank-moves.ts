import type { RandomStream } from '../../random/stream.js';
import type { BankView } from '../port.js';
import { hasLine, initiatives } from './initiatives.js';
import { lastCustomerAct, runAllows } from './moment.js';
import {
  answerPending,
  askAgain,
  askMissingIdentity,
  closing,
  greet,
  holdRefusal,
  type Move,
  type MoveSources,
  MUST,
  ONLY_IF_FORCED,
  sayAgain,
} from './moves.js';

/**
 * Everything the supporter could do now, in the order it would try. Pure: the same view and stream give the same order, so that the
 * assistant who advises and the supporter who speaks agree without sharing more than the strategy.
 */
export function rankMoves(view: BankView, sources: MoveSources, stream: RandomStream): Move[] {
  const moves = candidateMoves(view, sources).filter(
    (move) =>
      move.weight > 0 &&
      runAllows(view, move.strategy, sources.maxRun) &&
      move.pools.some((pool) => hasLine(pool, move.slots, view, sources)),
  );
  // Weighted random order (Efraimidis and Spirakis): key = −ln(u) / weight, ascending.
  return moves
    .map((move) => ({ move, key: -Math.log(1 - stream.next()) / move.weight }))
    .sort((a, b) => a.key - b.key)
    .map(({ move }) => move);
}

function candidateMoves(view: BankView, sources: MoveSources): Move[] {
  const { transcript, ledger } = view;
  if (transcript.length === 0) return [greet(sources)];
  const last = lastCustomerAct(view);
  if (last.ends) return closing(view, sources, MUST);

  const pending = ledger.open[0];
  const moves: Move[] = [];
  if (ledger.asked.includes('identity') && !ledger.verified) moves.push(askMissingIdentity(view, sources));
  else if (pending) moves.push(...answerPending(view, sources, pending));
  if (ledger.argued !== null) moves.push(...holdRefusal(view, sources, ledger.argued));
  if (last.answer === 'vague') moves.push(...askAgain(view, sources));
  if (last.unclear !== null) moves.push(...sayAgain(view, sources));
  if (!moves.some((move) => move.weight >= MUST)) moves.push(...initiatives(view, sources, pending !== undefined));
  // Whatever is owed or undone, the state machine may insist on the end.
  return [...moves, ...closing(view, sources, ONLY_IF_FORCED)];
}
