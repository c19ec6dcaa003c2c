import { largestRemainder } from '../random/largest-remainder.js';
import { permute } from '../random/permutation.js';
import type { Facts } from './condition.js';
import type { PersonaDistribution } from './distribution.js';
import { type Drawn, weigh } from './draw-field.js';

/**
 * The quota fields of every persona of a pool: shares met within one persona, each field within those before it and in the whole, then
 * shuffled, so that the first personas of the pool are a sample of the whole.
 */
export function quotaSlots({ fields, pool }: PersonaDistribution, size: number, seed: number): Drawn[] {
  let cells: { facts: Facts; count: number }[] = [{ facts: {}, count: size }];
  for (const name of pool.quota) {
    const field = fields.get(name);
    if (field?.kind !== 'table') throw new TypeError(`quota field ${name} is no table`);
    // What rounding takes from a value in one cell, the next cells give back: so the errors of many cells do not add up.
    const owed = new Map<string, number>();
    cells = cells.flatMap(({ facts, count }) => {
      const offered = weigh(name, field, facts);
      const total = offered.reduce((sum, { weight }) => sum + weight, 0);
      const exact = offered.map(({ value, weight }) => (weight > 0 ? (weight / total) * count + (owed.get(value) ?? 0) : 0));
      const wanted = exact.map((share) => Math.max(0, share));
      const counts = largestRemainder(wanted.some((share) => share > 0) ? wanted : offered.map(({ weight }) => weight), count);
      for (const [i, { value, weight }] of offered.entries()) {
        if (weight > 0) owed.set(value, (exact[i] as number) - (counts[i] as number));
      }
      return offered.map(({ value, attributes }, i) => ({ facts: { ...facts, [name]: value, ...attributes }, count: counts[i] as number }));
    });
  }
  const inOrder = cells.flatMap(({ facts, count }) => Array.from({ length: count }, () => facts));
  return inOrder.map((_, position) => inOrder[permute(`${seed}/persona/quota`, size, position)] as Drawn);
}
