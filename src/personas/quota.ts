import { largestRemainder } from '../random/largest-remainder.js';
import { permute } from '../random/permutation.js';
import type { Facts } from './condition.js';
import type { PersonaDistribution } from './distribution.js';
import { type Drawn, weigh } from './draw-field.js';

/**
 * The quota fields of every persona of a pool: shares met within one persona, each field within those before it, then shuffled, so that
 * the first personas of the pool are a sample of the whole.
 */
export function quotaSlots({ fields, pool }: PersonaDistribution, size: number, seed: number): Drawn[] {
  let cells: { facts: Facts; count: number }[] = [{ facts: {}, count: size }];
  for (const name of pool.quota) {
    const field = fields.get(name);
    if (field?.kind !== 'table') throw new TypeError(`quota field ${name} is no table`);
    cells = cells.flatMap(({ facts, count }) => {
      const offered = weigh(name, field, facts);
      const counts = largestRemainder(
        offered.map(({ weight }) => weight),
        count,
      );
      return offered.map(({ value, attributes }, i) => ({ facts: { ...facts, [name]: value, ...attributes }, count: counts[i] as number }));
    });
  }
  const inOrder = cells.flatMap(({ facts, count }) => Array.from({ length: count }, () => facts));
  return inOrder.map((_, position) => inOrder[permute(`${seed}/persona/quota`, size, position)] as Drawn);
}
