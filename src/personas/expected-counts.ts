import type { Facts } from './condition.js';
import { type Choice, type Weighed, weigh } from './draw-field.js';

/** How many of these personas the table gives each value, by what was drawn before it. */
export function expectedCounts(name: string, field: Choice, pool: readonly { readonly facts: Facts }[]): Map<string, number> {
  const places = new Map<string, number>();
  const placeOf = (value: string): number => {
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  // People of a kind are offered the same: an offer is taken apart once.
  const offers = new Map<readonly Weighed[], { place: number; share: number }[]>();
  const sums: number[] = [];
  for (const { facts } of pool) {
    const offered = weigh(name, field, facts);
    let shares = offers.get(offered);
    if (shares === undefined) {
      const total = offered.reduce((sum, { weight }) => sum + weight, 0);
      shares = offered.map(({ value, weight }) => ({ place: placeOf(value), share: weight / total }));
      offers.set(offered, shares);
    }
    for (const { place, share } of shares) sums[place] = (sums[place] ?? 0) + share;
  }
  return new Map([...places].map(([value, place]) => [value, sums[place] as number]));
}
