import { describe, expect, it } from 'vitest';
import { largestRemainder } from '../random/largest-remainder.js';
import { createStream } from '../random/stream.js';
import { bucketAt, itemAt, roundSystematically, spreadPoint } from './quota.js';

const sumOf = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe('largestRemainder', () => {
  it('sums to the total, each within one of its share, for many weights and totals', () => {
    const stream = createStream('largest-remainder');
    for (let run = 0; run < 500; run++) {
      const weights = Array.from({ length: 1 + stream.int(20) }, () => (stream.chance(0.2) ? 0 : stream.next() * 10));
      if (sumOf(weights) === 0) continue;
      const total = stream.int(20_000);
      const quotas = largestRemainder(weights, total);
      expect(sumOf(quotas)).toBe(total);
      quotas.forEach((quota, i) => {
        expect(Math.abs(quota - ((weights[i] as number) / sumOf(weights)) * total)).toBeLessThan(1);
      });
    }
  });

  it('gives ties to the earlier one', () => {
    expect(largestRemainder([1, 1, 1, 1], 6)).toEqual([2, 2, 1, 1]);
    expect(largestRemainder([1, 1, 1], 1)).toEqual([1, 0, 0]);
    expect(largestRemainder([5, 3, 2], 10)).toEqual([5, 3, 2]);
    expect(largestRemainder([1], 0)).toEqual([0]);
  });

  it('refuses weights that do not sum to something positive', () => {
    expect(() => largestRemainder([0, 0], 5)).toThrow(RangeError);
    expect(() => largestRemainder([], 5)).toThrow(RangeError);
    expect(() => largestRemainder([Number.NaN, 1], 5)).toThrow(RangeError);
  });
});

describe('bucketAt', () => {
  it('finds bucket and place, over empty buckets too', () => {
    expect([0, 1, 2, 3, 4].map((position) => bucketAt([2, 0, 3], position))).toEqual([
      { bucket: 0, place: 0 },
      { bucket: 0, place: 1 },
      { bucket: 2, place: 0 },
      { bucket: 2, place: 1 },
      { bucket: 2, place: 2 },
    ]);
    expect(() => bucketAt([2, 0, 3], 5)).toThrow(RangeError);
  });
});

describe('roundSystematically', () => {
  it('rounds each share down or up and keeps the sum, for many shares', () => {
    const stream = createStream('systematic');
    for (let run = 0; run < 500; run++) {
      const total = 1 + stream.int(30);
      const weights = Array.from({ length: 12 }, () => stream.next());
      const shares = weights.map((weight) => (weight / sumOf(weights)) * total);
      const rounded = roundSystematically(shares, stream.next());
      expect(Math.abs(sumOf(rounded) - total)).toBeLessThanOrEqual(1);
      rounded.forEach((count, i) => {
        expect(Math.abs(count - (shares[i] as number))).toBeLessThan(1 + 1e-9);
      });
    }
  });

  it('expects exactly the shares over an even run of offsets', () => {
    const shares = [0.35, 1.2, 2.45, 0.05, 3.95];
    const runs = 10_000;
    const sums = shares.map(() => 0);
    for (let run = 0; run < runs; run++) {
      roundSystematically(shares, (run + 0.5) / runs).forEach((count, i) => {
        sums[i] = (sums[i] as number) + count;
      });
    }
    sums.forEach((sum, i) => {
      expect(sum / runs).toBeCloseTo(shares[i] as number, 3);
    });
  });
});

describe('spreadPoint', () => {
  it('is pure, lies in [0, 1) and differs by key', () => {
    for (const rank of [0, 1, 17, 11_231, 9_999_999]) {
      const point = spreadPoint('key', rank);
      expect(point).toBe(spreadPoint('key', rank));
      expect(point).toBeGreaterThanOrEqual(0);
      expect(point).toBeLessThan(1);
      expect(point).not.toBe(spreadPoint('other', rank));
    }
  });

  it('fills the interval evenly over any run of ranks: every tenth holds its share within three points', () => {
    for (const [start, length] of [
      [0, 20],
      [0, 117],
      [500, 117],
      [9_999_000, 1000],
    ] as const) {
      const counts = Array.from({ length: 10 }, () => 0);
      for (let rank = start; rank < start + length; rank++) {
        const tenth = Math.floor(spreadPoint(`run/${start}`, rank) * 10);
        counts[tenth] = (counts[tenth] as number) + 1;
      }
      counts.forEach((count) => {
        expect(Math.abs(count - length / 10)).toBeLessThanOrEqual(3);
      });
    }
  });
});

describe('itemAt', () => {
  it('gives each item its slice, and none to one without weight', () => {
    const items = [
      { id: 'a', weight: 1 },
      { id: 'none', weight: 0 },
      { id: 'b', weight: 3 },
    ];
    const at = (point: number) => itemAt(items, ({ weight }) => weight, point).id;
    expect([0, 0.2499, 0.25, 0.5, 0.999_999].map(at)).toEqual(['a', 'a', 'b', 'b', 'b']);
  });
});
