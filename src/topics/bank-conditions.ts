import { parseCondition } from '../language/condition.js';
import type { LineSource } from '../language/line.js';
import type { ScenarioSource } from './scenario-file.js';

/**
 * Conditions on the bank's side that ask for what it does not know: the profile of the caller. Such a condition never holds, or always.
 * @returns one line per fault
 */
export function bankConditionFaults(source: ScenarioSource): string[] {
  const faults: string[] = [];
  const check = (path: string, condition: string | undefined): void => {
    for (const name of personaFieldsIn(condition))
      faults.push(`${path}: ${name}: the bank does not know the profile; let a fact or a beat say it`);
  };
  const checkLines = (path: string, lines: readonly LineSource[] | undefined): void => {
    lines?.forEach((line, place) => {
      if (typeof line !== 'string') check(`${path}.${place}.if`, line.if);
    });
  };
  for (const [id, beat] of Object.entries(source.beats)) {
    check(`beats.${id}.if`, beat.if);
    for (const key of ['say', 'again', 'clearer'] as const) checkLines(`beats.${id}.${key}`, beat[key]);
  }
  for (const [id, { answer }] of Object.entries(source.questions))
    for (const key of ['ID', 'PS', 'RI'] as const) checkLines(`questions.${id}.answer.${key}`, answer[key]);
  for (const [id, { soothe }] of Object.entries(source.worries)) checkLines(`worries.${id}.soothe`, soothe);
  for (const [id, { refuse, hold }] of Object.entries(source.demands)) {
    checkLines(`demands.${id}.refuse`, refuse);
    for (const key of ['EM', 'ID'] as const) checkLines(`demands.${id}.hold.${key}`, hold[key]);
  }
  for (const [id, tangent] of Object.entries(source.tangents)) checkLines(`tangents.${id}.return`, tangent.return);
  for (const key of ['feedback', 'follow', 'wishes'] as const) checkLines(key, source[key]);
  return faults;
}

/** A condition that cannot be read is told elsewhere. */
function personaFieldsIn(condition: string | undefined): string[] {
  if (condition === undefined) return [];
  try {
    return parseCondition(condition)
      .values.map(({ name }) => name)
      .filter((name) => name.startsWith('persona.'));
  } catch {
    return [];
  }
}
