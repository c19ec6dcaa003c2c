import type { Facts } from './condition.js';
import { type Choice, weigh } from './draw-field.js';

/** How many of these personas the table gives each value, by what was drawn before it. */
export function expectedCounts(name: string, field: Choice, pool: readonly { readonly facts: Facts }[]): Map<string, number> {
  const expected = new Map<string, number>();
  for (const { facts } of pool) {
    const offered = weigh(name, field, facts);
    const total = offered.reduce((sum, { weight }) => sum + weight, 0);
    for (const { value, weight } of offered) add(expected, value, weight / total);
  }
  return expected;
}

export function add(counts: Map<string, number>, key: string, amount: number): void {
  counts.set(key, (counts.get(key) ?? 0) + amount);
}
