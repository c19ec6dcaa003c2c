import { describe, expect, it } from 'vitest';
import { largestRemainder } from '../random/largest-remainder.js';
import { createStream } from '../random/stream.js';
import { loadPersonaDistribution } from './load-distribution.js';
import { quotaSlots } from './quota.js';

describe('largestRemainder', () => {
  it('gives what is left over to the largest remainders, the earlier first among equals', () => {
    expect(largestRemainder([18.7, 29, 19.5, 15.8, 17], 10)).toEqual([2, 3, 2, 1, 2]);
    expect(largestRemainder([1, 1, 1], 4)).toEqual([2, 1, 1]);
    expect(largestRemainder([0, 5], 3)).toEqual([0, 3]);
  });

  it('sums to the total and stays within one of every share, whatever the weights', () => {
    const stream = createStream('largestRemainder');
    for (let round = 0; round < 300; round++) {
      const weights = Array.from({ length: 1 + stream.int(9) }, () => stream.next() + 0.001);
      const total = stream.int(3000);
      const sum = weights.reduce((left, right) => left + right);
      const counts = largestRemainder(weights, total);
      expect(counts.reduce((left, right) => left + right)).toBe(total);
      for (const [i, count] of counts.entries()) expect(Math.abs(count - ((weights[i] as number) / sum) * total)).toBeLessThan(1);
    }
  });
});

describe('quotaSlots', () => {
  it('meets age bands, and genders within them, within one persona at any size', () => {
    const distribution = loadPersonaDistribution('data');
    const shares = { '18-29': 0.187, '30-39': 0.29, '40-49': 0.195, '50-59': 0.158, '60plus': 0.17 };
    for (const size of [1, 7, 100, 1404, 5000]) {
      const slots = quotaSlots(distribution, size, 3);
      expect(slots).toHaveLength(size);
      for (const [band, share] of Object.entries(shares)) {
        const inBand = slots.filter((slot) => slot.age_band === band);
        expect(Math.abs(inBand.length - share * size)).toBeLessThan(1);
        const women = inBand.filter((slot) => slot.gender === '女');
        expect(Math.abs(women.length - 0.5023 * inBand.length)).toBeLessThan(1);
      }
    }
  });
});
