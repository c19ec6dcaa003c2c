import type { SupporterTurn } from '../domain/conversation.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, type Stage, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import type { Advice } from '../engine/port.js';
import type { Decision, DialogueState } from './dialogue-state.js';
import { stageFor } from './stage-progress.js';

export interface Limits {
  framework: StrategyFramework;
  maxUtterances: number;
  minUtterances: number;
}

/** A decision, and the rules by which it goes against what was proposed, or against a customer who wants to end (none: it was taken as it came). */
export interface Ruling {
  decision: Decision;
  overridden: readonly string[];
  /** The cap forces the end. */
  capped: boolean;
}

/**
 * Holds the rules of the framework whatever an agent proposes: greeting first and once, no strategy more than `maxRun` times in a row,
 * every strategy of the combination before the goodbye, closing last, stages in order without shutting out one that is due, room for all of it
 * under the cap.
 * @throws RolecsError `guard-stuck` when no strategy is permitted
 */
export function rule(state: DialogueState, advice: Advice, limits: Limits): Ruling {
  const situation = describeSituation(state, limits);
  const order = [...new Set([advice.strategy, ...advice.alternatives, ...situation.missing, ...STRATEGY_CODES])];
  const overridden: string[] = [];
  for (const strategy of order) {
    const breach = findBreach(strategy, situation, limits);
    if (breach === null) {
      const stage = stageOf(strategy, situation, limits);
      if (stage === null) continue;
      // Who wants to end is kept, whether the assistant would have let them go or not.
      const keeps = situation.customerEnds && situation.missing.length > 0 && strategy !== 'AC';
      if (keeps && !overridden.includes('ending-deferred')) overridden.push('ending-deferred');
      return { decision: { strategy, stage, advised: advice.strategy }, overridden, capped: situation.linesLeft <= 1 && strategy === 'AC' };
    }
    if (strategy === advice.strategy) overridden.push(breach);
  }
  throw new RolecsError(
    'guard-stuck',
    `no strategy is permitted after ${state.transcript.length} utterances (proposed ${advice.strategy})`,
  );
}

interface Situation {
  lines: readonly SupporterTurn[];
  stages: SupporterTurn['stage'][];
  /** Strategies of the combination not used yet, the goodbye apart. */
  missing: StrategyCode[];
  /** Supporter lines that still fit under the cap, the coming one included. */
  linesLeft: number;
  utterances: number;
  /** The customer waits for an answer. */
  waiting: boolean;
  customerEnds: boolean;
}

function describeSituation({ transcript, combination, ledger }: DialogueState, limits: Limits): Situation {
  const lines = transcript.filter((turn) => turn.speaker === 'supporter');
  const used = new Set(lines.map((turn) => turn.strategy));
  const last = transcript.at(-1);
  return {
    lines,
    stages: lines.map((turn) => turn.stage),
    missing: combination.strategies.filter((code) => code !== 'AC' && !used.has(code)),
    linesLeft: Math.floor((limits.maxUtterances - transcript.length + 1) / 2),
    utterances: transcript.length,
    waiting: ledger.open.length > 0 || ledger.argued !== null,
    customerEnds: last?.speaker === 'customer' && last.act.ends,
  };
}

/** The rule a strategy would break now, or null. */
function findBreach(strategy: StrategyCode, situation: Situation, limits: Limits): string | null {
  const { lines, missing, linesLeft, utterances, waiting, customerEnds, stages } = situation;
  const { framework } = limits;
  if ((lines.length === 0) !== (strategy === 'GT')) return lines.length === 0 ? 'greeting-first' : 'greeting-once';
  if (linesLeft <= 1) return strategy === 'AC' ? null : 'cap';
  if (linesLeft <= missing.length + 1 && !missing.includes(strategy)) return 'due-before-cap';
  if (strategy === 'AC') {
    if (missing.length > 0) return customerEnds ? 'ending-deferred' : 'strategies-due';
    if (utterances + 1 < limits.minUtterances) return 'too-short';
    if (waiting && !customerEnds) return 'answer-due';
  }
  const recent = lines.slice(-framework.maxRun);
  if (recent.length === framework.maxRun && recent.every((turn) => turn.strategy === strategy)) return 'run-length';
  const stage = stageOf(strategy, situation, limits);
  if (stage === null) return 'stage-order';
  const later = [...stages, stage];
  return missing.some((code) => code !== strategy && stageFor(code, later, framework, false) === null) ? 'shuts-out-due' : null;
}

function stageOf(strategy: StrategyCode, { stages, missing }: Situation, { framework }: Limits): Stage | null {
  return stageFor(strategy, stages, framework, missing.length <= 1);
}
