import type { MarginalCounts } from './marginals.js';

/** How far a marginal stands from another, and how far chance alone would move it. */
export interface Drift {
  /** Half the sum of absolute differences of the shares, 0 to 1. */
  totalVariation: number;
  /** What two samples of these sizes from one distribution stay below, but for the given number of standard deviations. */
  byChance: number;
  /** Values that moved most, with their shares. */
  moved: { value: string; before: number; after: number }[];
}

const MOVED_SHOWN = 5;

/**
 * Compares counts with earlier counts, or with the shares of a target.
 * @param before counts, or shares that sum to 1 with `exact`
 * @param options.deviations standard deviations that chance is allowed
 * @param options.exact `before` is no sample
 */
export function driftBetween(
  before: MarginalCounts,
  after: MarginalCounts,
  { deviations, exact = false }: { deviations: number; exact?: boolean },
): Drift {
  const [all, allBefore] = [sum(after), sum(before)];
  const noise = 1 / all + (exact ? 0 : 1 / allBefore);
  const values = [...new Set([...Object.keys(before), ...Object.keys(after)])].map((value) => ({
    value,
    before: (before[value] ?? 0) / allBefore,
    after: (after[value] ?? 0) / all,
  }));
  let totalVariation = 0;
  let expected = 0;
  const spreads: number[] = [];
  for (const { before: was, after: is } of values) {
    totalVariation += Math.abs(is - was) / 2;
    const pooled = exact ? was : (was * allBefore + is * all) / (allBefore + all);
    const spread = pooled * (1 - pooled) * noise;
    // The mean absolute value of a normal difference; where a value is rare, at most the sum of both shares.
    expected += Math.min(Math.sqrt((2 / Math.PI) * spread), 2 * pooled) / 2;
    spreads.push(spread);
  }
  const moved = values
    .filter((value) => value.before !== value.after)
    .sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before))
    .slice(0, MOVED_SHOWN);
  return { totalVariation, byChance: expected + deviations * deviationOf(spreads), moved };
}

/**
 * Standard deviation of half the sum of absolute normal differences with these variances. Since the differences sum to 0, of k like ones
 * only k − 1 are free (exact for two); k is how many like ones these amount to.
 */
function deviationOf(spreads: readonly number[]): number {
  const total = spreads.reduce((all, spread) => all + spread, 0);
  if (total === 0) return 0;
  const like = total ** 2 / spreads.reduce((all, spread) => all + spread ** 2, 0);
  return Math.sqrt(((1 - 2 / Math.PI) * total * like) / Math.max(1, like - 1)) / 2;
}

function sum(counts: MarginalCounts): number {
  return Object.values(counts).reduce((total, times) => total + times, 0);
}
