/** What one part of a population is offered: the weights of the targeted values, and the sum of all others. */
export interface Offer {
  /** Of the population, summing to 1. */
  readonly share: number;
  readonly weights: readonly number[];
  readonly rest: number;
}

export type Solution =
  | { readonly kind: 'solved'; readonly factors: readonly number[] }
  | { readonly kind: 'out-of-reach'; readonly target: number; readonly low: number; readonly high: number };

/** How far a solved share may be off. */
const PRECISION = 1e-5;
/** A share this far beyond the range of a sample may still lie within that of the population. */
const SLACK = 0.005;
const ROUNDS = 200;
/** Factors as powers of 2. Beyond these a value is as good as certain, or excluded. */
const STRONGEST = 40;

/**
 * The factors by which the weights of targeted values have to be multiplied so that their shares come out as asked: each in turn by
 * bisection while the others stay, until all hold (iterative proportional fitting). A share grows with its factor.
 */
export function solveFactors(offers: readonly Offer[], shares: readonly number[]): Solution {
  const factors = shares.map((share) => (share === 0 ? 0 : 1));
  for (const [target, share] of shares.entries()) {
    const { low, high } = reach(offers, target);
    const slack = share === 0 || share === 1 ? 1e-9 : SLACK;
    if (share < low - slack || share > high + slack) return { kind: 'out-of-reach', target, low, high };
  }
  const settled = settle(offers, shares, factors, new Set());
  if (settled) return { kind: 'solved', factors: factors.map((factor) => Number(factor.toPrecision(6))) };

  // Each can be reached alone, but not all together: tell of the one that is furthest off what it may be beside the others.
  const gaps = shares.map((share, target) => ({ target, gap: Math.abs(shareOf(offers, factors, target) - share) }));
  const { target } = gaps.reduce((worst, one) => (one.gap > worst.gap ? one : worst));
  const [low, high] = [-STRONGEST, STRONGEST].map((power) => {
    const held = shares.map((share, i) => (i === target ? 2 ** power : share === 0 ? 0 : 1));
    settle(offers, shares, held, new Set([target]));
    return shareOf(offers, held, target);
  }) as [number, number];
  return { kind: 'out-of-reach', target, low, high };
}

/** Shares that one factor alone can give: where nothing else is on offer, and wherever it is on offer at all. */
function reach(offers: readonly Offer[], target: number): { low: number; high: number } {
  let [low, high] = [0, 0];
  for (const { share, weights, rest } of offers) {
    const own = weights[target] as number;
    if (own === 0) continue;
    high += share;
    if (weights.reduce((sum, weight) => sum + weight, rest) === own) low += share;
  }
  return { low, high };
}

/** Moves the factors in place. @returns whether all shares hold */
function settle(offers: readonly Offer[], shares: readonly number[], factors: number[], fixed: ReadonlySet<number>): boolean {
  const free = [...shares.keys()].filter((target) => !fixed.has(target) && shares[target] !== 0);
  for (let round = 0; free.length > 0 && round < ROUNDS; round++) {
    for (const target of free) factors[target] = bisect(offers, factors, target, shares[target] as number);
    const off = free.map((target) => Math.abs(shareOf(offers, factors, target) - (shares[target] as number)));
    if (off.every((gap) => gap <= PRECISION)) return true;
    if (free.length === 1 || round === ROUNDS - 1) return off.every((gap) => gap <= SLACK);
  }
  return true; // nothing is free, so nothing is to be met
}

function bisect(offers: readonly Offer[], factors: readonly number[], target: number, share: number): number {
  let [low, high] = [-STRONGEST, STRONGEST];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (shareOf(offers, factors.with(target, 2 ** middle), target) < share) low = middle;
    else high = middle;
  }
  return 2 ** high;
}

function shareOf(offers: readonly Offer[], factors: readonly number[], target: number): number {
  let sum = 0;
  for (const { share, weights, rest } of offers) {
    let total = rest;
    for (let i = 0; i < weights.length; i++) total += (weights[i] as number) * (factors[i] as number);
    if (total > 0) sum += (share * (weights[target] as number) * (factors[target] as number)) / total;
  }
  return sum;
}
