import type { StrategyCode } from '../domain/strategy.js';
import { parseCondition } from '../language/condition.js';
import type { LineSource } from '../language/line.js';
import type { ScenarioSource } from './scenario-file.js';

export const COVERED = ['RP', 'PR', 'EM', 'PS', 'ID', 'RI', 'OT', 'FR', 'RC'] as const satisfies readonly StrategyCode[];
export type Covered = (typeof COVERED)[number];

/** Authored lines of a strategy that can be said to a calm and to a heated customer. */
export interface Coverage {
  calm: number;
  hot: number;
}

/** Fewer lines than this for one mood, and the same words come back within a few dozen dialogues. */
export const THIN: Readonly<Record<Covered, number>> = { RP: 10, PR: 10, EM: 14, PS: 24, ID: 40, RI: 12, OT: 5, FR: 6, RC: 6 };

/** How much a scenario has to say, by strategy and by the customer's emotion. */
export function coverageOf(source: ScenarioSource): Record<Covered, Coverage> {
  const coverage = Object.fromEntries(COVERED.map((code) => [code, { calm: 0, hot: 0 }])) as Record<Covered, Coverage>;
  const add = (code: Covered, lines: readonly LineSource[] | undefined) => {
    for (const line of lines ?? []) {
      if (canBeSaid(line, 'calm')) coverage[code].calm++;
      if (canBeSaid(line, 'hot')) coverage[code].hot++;
    }
  };
  for (const beat of Object.values(source.beats)) {
    add(beat.do, beat.say);
    add(beat.do, beat.again);
    add(beat.do === 'RI' ? 'ID' : beat.do, beat.clearer);
  }
  for (const { answer } of Object.values(source.questions)) for (const code of ['ID', 'PS', 'RI'] as const) add(code, answer[code]);
  for (const { soothe } of Object.values(source.worries)) add('EM', soothe);
  for (const { refuse, hold } of Object.values(source.demands)) {
    add('OT', refuse);
    add('EM', hold.EM);
    add('ID', hold.ID);
  }
  for (const tangent of Object.values(source.tangents)) add('OT', tangent.return);
  add('FR', source.feedback);
  add('RC', source.follow);
  return coverage;
}

function canBeSaid(line: LineSource, mood: keyof Coverage): boolean {
  const condition = typeof line === 'string' ? undefined : line.if;
  if (condition === undefined) return true;
  const { flags } = parseCondition(condition);
  const other = mood === 'calm' ? 'hot' : 'calm';
  return !flags.includes(other) || flags.includes(mood);
}
