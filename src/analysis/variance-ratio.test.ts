import { describe, expect, it } from 'vitest';
import { varianceRatio } from './variance-ratio.js';

describe('varianceRatio', () => {
  it('is what a one-way random effects model says', () => {
    // Means 1, 2, 3 with a variance of 1 in between; within, ±0.5: variance 0.5. (MSB − MSW) / n = (2 − 0.5) / 2.
    expect(
      varianceRatio([
        [0.5, 1.5],
        [1.5, 2.5],
        [2.5, 3.5],
      ]),
    ).toBeCloseTo(0.75 / 0.5, 9);
  });

  it('is zero where groups differ less than their members, and nothing where no group has two', () => {
    expect(
      varianceRatio([
        [0, 10],
        [1, 9],
        [2, 8],
      ]),
    ).toBe(0);
    expect(varianceRatio([[1], [2]])).toBeNull();
  });
});
