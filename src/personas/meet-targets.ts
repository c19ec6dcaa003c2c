import { RolecsError } from '../domain/errors.js';
import { permute } from '../random/permutation.js';
import type { Facts } from './condition.js';
import type { MarginalTarget } from './distribution.js';
import { shownTarget } from './marginal-target.js';

/** So many times the whole pool is gone through. */
const MAX_PASSES = 20;

/**
 * Brings a pool to its targets: chance leaves each share off by a point or so, and those personas are drawn again whose exchange brings
 * the counts nearer, in an order that takes them from all over the pool.
 * @param pool changed in place
 * @param redraw another draw for one place; null when it is unfit
 * @throws RolecsError `persona-target-missed`
 */
export function meetTargets<T extends { readonly facts: Facts }>(
  pool: T[],
  { targets, seed }: { targets: readonly MarginalTarget[]; seed: number },
  redraw: (place: number, pass: number, isWanted: (facts: Facts) => boolean) => T | null,
): void {
  const has = ({ field, value }: MarginalTarget, facts: Facts): number => (facts[field] === value ? 1 : 0);
  /** How many are missing of each; negative: too many. */
  const missing = targets.map(
    (target) => Math.round(target.share * pool.length) - pool.reduce((sum, { facts }) => sum + has(target, facts), 0),
  );
  for (let pass = 0; pass < MAX_PASSES && missing.some((count) => count !== 0); pass++) {
    for (let turn = 0; turn < pool.length && missing.some((count) => count !== 0); turn++) {
      const place = permute(`${seed}/persona/targets/${pass}`, pool.length, turn);
      const { facts: before } = pool[place] as T;
      const couldHelp = targets.some((target, i) => (has(target, before) === 1 ? (missing[i] as number) < 0 : (missing[i] as number) > 0));
      if (!couldHelp) continue;
      const change = (facts: Facts) => targets.map((target) => has(target, facts) - has(target, before));
      const gain = (facts: Facts) =>
        change(facts).reduce((sum, step, i) => sum + Math.abs(missing[i] as number) - Math.abs((missing[i] as number) - step), 0);
      const drawn = redraw(place, pass, (facts) => gain(facts) > 0);
      if (drawn === null) continue;
      for (const [i, step] of change(drawn.facts).entries()) missing[i] = (missing[i] as number) - step;
      pool[place] = drawn;
    }
  }
  for (const [i, target] of targets.entries()) {
    const { value, share } = target;
    const off = Math.abs(missing[i] as number);
    if (off <= 1) continue;
    const reached = Math.round(share * pool.length) - (missing[i] as number);
    throw new RolecsError(
      'persona-target-missed',
      `${shownTarget(target)}: of ${pool.length} personas ${reached} could be given ${value}, not ${Math.round(share * pool.length)}`,
      { hint: 'constraints (never) or other shares stand against it: ask for less of it' },
    );
  }
}
