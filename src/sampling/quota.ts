import { hashString } from '../random/stream.js';

const GOLDEN_RATIO = 0.6180339887498949;

/** The bucket that position falls into when buckets of these sizes lie one after the other, and the place inside it. */
export function bucketAt(sizes: readonly number[], position: number): { bucket: number; place: number } {
  let start = 0;
  for (let bucket = 0; bucket < sizes.length; bucket++) {
    const size = sizes[bucket] as number;
    if (position < start + size) return { bucket, place: position - start };
    start += size;
  }
  throw new RangeError(`position ${position} lies beyond ${start}`);
}

/**
 * The `rank`-th point of an additive recurrence in [0, 1): any run of ranks fills the interval evenly, so quotas hold in every prefix
 * without a counter. `key` shifts the sequence.
 */
export function spreadPoint(key: string, rank: number): number {
  return (hashString(key) / 4294967296 + rank * GOLDEN_RATIO) % 1;
}

/** The item whose slice of the weights holds the point in [0, 1). */
export function itemAt<T>(items: readonly T[], weightOf: (item: T) => number, point: number): T {
  const sum = items.reduce((total, item) => total + weightOf(item), 0);
  let rest = point * sum;
  for (const item of items) {
    rest -= weightOf(item);
    if (rest < 0) return item;
  }
  return items.at(-1) as T;
}

/**
 * Systematic rounding (unequal-probability systematic sampling): whole numbers whose expectation is exactly the given shares and whose sum
 * is the sum of the shares, rounded down or up by the offset in [0, 1).
 */
export function roundSystematically(shares: readonly number[], offset: number): number[] {
  let cumulative = offset;
  return shares.map((share) => {
    const before = Math.floor(cumulative);
    cumulative += share;
    return Math.floor(cumulative) - before;
  });
}
