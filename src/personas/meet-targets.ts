import { RolecsError } from '../domain/errors.js';
import { permute } from '../random/permutation.js';
import type { Facts } from './condition.js';
import type { MarginalTarget, PersonaDistribution } from './distribution.js';
import { isChoice } from './draw-field.js';
import { expectedCounts } from './expected-counts.js';
import { shownTarget } from './marginal-target.js';

/** So many times the whole pool is gone through for targets, and for what chance has left over. */
const MAX_PASSES = { targets: 20, balance: 12 };

interface Drawn {
  readonly facts: Facts;
}
/** Another draw for one place; null when it is unfit. */
type Redraw<T> = (place: number, pass: number, isWanted: (facts: Facts) => boolean) => T | null;

/** So many personas are to have this value. */
interface Goal {
  readonly field: string;
  readonly value: string;
  readonly count: number;
}

/**
 * Brings a pool to its targets: chance leaves each share off by a point or so, and those personas are drawn again whose exchange brings
 * the counts nearer, in an order that takes them from all over the pool.
 * @param pool changed in place
 * @throws RolecsError `persona-target-missed`
 */
export function meetTargets<T extends Drawn>(
  pool: T[],
  { targets, seed }: { targets: readonly MarginalTarget[]; seed: number },
  redraw: Redraw<T>,
): void {
  const goals = targets.map(({ field, value, share }): Goal => ({ field, value, count: Math.round(share * pool.length) }));
  for (let pass = 0; pass < MAX_PASSES.targets; pass++) {
    if (exchange(pool, goals, 0, { order: `${seed}/persona/targets/${pass}`, pass, redraw })) return;
  }
  for (const [i, target] of targets.entries()) {
    const { field, value, count } = goals[i] as Goal;
    const reached = pool.filter(({ facts }) => facts[field] === value).length;
    if (Math.abs(reached - count) <= 1) continue;
    throw new RolecsError(
      'persona-target-missed',
      `${shownTarget(target)}: of ${pool.length} personas ${reached} could be given ${value}, not ${count}`,
      { hint: 'constraints (never) or other shares stand against it: ask for less of it' },
    );
  }
}

/**
 * Takes the noise of sampling out of some fields: personas are drawn again until every value is held by as many as the table gives it, these
 * personas being what else they are, give or take one. What cannot be balanced so stays as chance has left it.
 * @param pool changed in place
 */
export function balance<T extends Drawn>(
  pool: T[],
  { balanced, fields, seed }: { balanced: readonly string[]; fields: PersonaDistribution['fields']; seed: number },
  redraw: Redraw<T>,
): void {
  for (let pass = 0; pass < MAX_PASSES.balance; pass++) {
    const goals = balanced.flatMap((name) => {
      const field = fields.get(name);
      if (!isChoice(field)) throw new TypeError(`balanced field ${name} is no table`);
      return [...expectedCounts(name, field, pool)].map(([value, count]): Goal => ({ field: name, value, count }));
    });
    if (exchange(pool, goals, 1, { order: `${seed}/persona/balance/${pass}`, pass, redraw })) return;
  }
}

/** By field, how many personas are missing of each value that has a goal; negative: so many too many. */
type Missing = ReadonlyMap<string, Map<string, number>>;

function missingOf(goals: readonly Goal[], pool: readonly Drawn[]): Missing {
  const missing = new Map<string, Map<string, number>>();
  for (const { field, value, count } of goals) missing.set(field, (missing.get(field) ?? new Map<string, number>()).set(value, count));
  for (const { facts } of pool) addTo(missing, facts, -1);
  return missing;
}

/** Counts a persona in at each of its values that has a goal: +1 when one more of them is wanted, −1 when there is one. */
function addTo(missing: Missing, facts: Facts, step: 1 | -1): void {
  for (const [field, counts] of missing) {
    const value = facts[field] as string;
    const count = counts.get(value);
    if (count !== undefined) counts.set(value, count + step);
  }
}

/**
 * Goes through a pool once and exchanges those who stand in the way of the goals for others who bring them nearer.
 * @param tolerance so many personas too many or too few are no miss
 * @returns whether every goal was reached before anybody was exchanged
 */
function exchange<T extends Drawn>(
  pool: T[],
  goals: readonly Goal[],
  tolerance: number,
  { order, pass, redraw }: { order: string; pass: number; redraw: Redraw<T> },
): boolean {
  const missing = missingOf(goals, pool);
  const off = (count: number) => Math.max(0, Math.abs(count) - tolerance);
  /** How far all goals together are missed. */
  let distance = 0;
  for (const counts of missing.values()) for (const count of counts.values()) distance += off(count);
  if (distance === 0) return true;
  const isInTheWay = (facts: Facts) => {
    for (const [field, counts] of missing) {
      const own = counts.get(facts[field] as string);
      if (own === undefined ? [...counts.values()].some((count) => count > tolerance) : own < -tolerance) return true;
    }
    return false;
  };
  const gain = (before: Facts, after: Facts) => {
    let sum = 0;
    for (const [field, counts] of missing) {
      if (before[field] === after[field]) continue;
      const [left, taken] = [counts.get(before[field] as string), counts.get(after[field] as string)];
      if (left !== undefined) sum += off(left) - off(left + 1);
      if (taken !== undefined) sum += off(taken) - off(taken - 1);
    }
    return sum;
  };
  for (let turn = 0; turn < pool.length && distance > 0; turn++) {
    const place = permute(order, pool.length, turn);
    const { facts: before } = pool[place] as T;
    if (!isInTheWay(before)) continue;
    const drawn = redraw(place, pass, (facts) => gain(before, facts) > 0);
    if (drawn === null) continue;
    distance -= gain(before, drawn.facts);
    addTo(missing, before, 1);
    addTo(missing, drawn.facts, -1);
    pool[place] = drawn;
  }
  return false;
}
