import type { Facts } from './condition.js';
import { type Choice, type Weighed, weigh } from './draw-field.js';

/** How many of these personas the table gives each value, by what was drawn before it. */
export function expectedCounts(name: string, field: Choice, pool: readonly { readonly facts: Facts }[]): Map<string, number> {
  // People of a kind are offered the same: each offer is taken apart once.
  const offered = new Map<readonly Weighed[], number>();
  for (const { facts } of pool) {
    const offer = weigh(name, field, facts);
    offered.set(offer, (offered.get(offer) ?? 0) + 1);
  }
  const expected = new Map<string, number>();
  for (const [offer, people] of offered) {
    const total = offer.reduce((sum, { weight }) => sum + weight, 0);
    for (const { value, weight } of offer) expected.set(value, (expected.get(value) ?? 0) + (people * weight) / total);
  }
  return expected;
}
