import type { PersonaDistribution } from './distribution.js';
import { type Choice, weigh } from './draw-field.js';
import type { DrawnPersona } from './persona-pool.js';

/** How far the table of one targeted field had to bend. */
export interface Bend {
  field: string;
  /** By value: share asked for, share by the table before, and what its weight was multiplied by. */
  targets: { value: string; asked: number; before: number; factor: number }[];
  /** Total variation distance between the weights before and after, for one persona's case: 0 to 1. */
  meanShift: number;
  largestShift: number;
}

export interface Bending {
  fields: Bend[];
  /**
   * Kish's effective sample size: so many unweighted personas of the unbent tables tell as much as a pool of this size that is weighted to
   * the targets. Constraints are left out of account.
   */
  effectiveSize: number;
}

/**
 * What the targets of a distribution cost, measured on a pool that was drawn from it.
 *
 * With w = bent / unbent chance of a persona, E over the unbent of w is 1 and of w² is E over the bent of w, so Kish's (Σw)² / Σw² is the
 * size of the pool over the mean of w.
 */
export function measureBending({ fields, unbent, targets }: PersonaDistribution, pool: readonly DrawnPersona[]): Bending {
  const weights = new Float64Array(pool.length).fill(1);
  const bends = [...new Set(targets.map(({ field }) => field))].map((name): Bend => {
    const [before, after] = [unbent.get(name), fields.get(name)] as [Choice, Choice];
    const asked = targets.filter(({ field }) => field === name);
    const expected = new Map(asked.map(({ value }) => [value, 0]));
    const shifts = pool.map(({ facts }, i) => {
      const [old, bent] = [chances(name, before, facts), chances(name, after, facts)];
      const drawn = String(facts[name]);
      weights[i] = ((weights[i] as number) * (bent.get(drawn) ?? 0)) / (old.get(drawn) ?? 1);
      for (const { value } of asked) expected.set(value, (expected.get(value) ?? 0) + (old.get(value) ?? 0) / pool.length);
      return [...old].reduce((sum, [value, chance]) => sum + Math.abs(chance - (bent.get(value) ?? 0)), 0) / 2;
    });
    const times = after.adjust.at(-1)?.times ?? {};
    return {
      field: name,
      targets: asked.map(({ value, share }) => ({ value, asked: share, before: expected.get(value) ?? 0, factor: times[value] ?? 1 })),
      meanShift: shifts.reduce((sum, shift) => sum + shift, 0) / pool.length,
      largestShift: shifts.reduce((largest, shift) => Math.max(largest, shift), 0),
    };
  });
  return { fields: bends, effectiveSize: pool.length / (weights.reduce((sum, weight) => sum + weight, 0) / pool.length) };
}

function chances(name: string, field: Choice, facts: DrawnPersona['facts']): Map<string, number> {
  const offered = weigh(name, field, facts);
  const total = offered.reduce((sum, { weight }) => sum + weight, 0);
  return new Map(offered.map(({ value, weight }) => [value, weight / total]));
}
