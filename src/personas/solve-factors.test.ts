import { describe, expect, it } from 'vitest';
import { solveFactors } from './solve-factors.js';

describe('solveFactors', () => {
  it('finds the factor where it can be worked out by hand', () => {
    const offers = [{ share: 1, weights: [10], rest: 90 }];
    const solution = solveFactors(offers, [0.5]);
    if (solution.kind !== 'solved') throw new Error(solution.kind);
    expect(solution.factors[0]).toBeCloseTo(9, 3);
    expect(solveFactors(offers, [0])).toEqual({ kind: 'solved', factors: [0] });
  });

  it('meets two shares of one field together', () => {
    const solution = solveFactors([{ share: 1, weights: [10, 20], rest: 70 }], [0.3, 0.6]);
    if (solution.kind !== 'solved') throw new Error(solution.kind);
    // 0.3 : 0.6 : 0.1 from 10 : 20 : 70
    expect(solution.factors[0]).toBeCloseTo(21, 1);
    expect(solution.factors[1]).toBeCloseTo(21, 1);
  });

  it('says what can be reached: no more than where a value is on offer, no less than where nothing else is', () => {
    const offers = [
      { share: 0.5, weights: [0], rest: 1 },
      { share: 0.3, weights: [1], rest: 1 },
      { share: 0.2, weights: [1], rest: 0 },
    ];
    expect(solveFactors(offers, [0.7])).toEqual({ kind: 'out-of-reach', target: 0, low: 0.2, high: 0.5 });
    expect(solveFactors(offers, [0.1])).toEqual({ kind: 'out-of-reach', target: 0, low: 0.2, high: 0.5 });
    expect(solveFactors(offers, [0.35])).toEqual({ kind: 'solved', factors: [1] });
  });

  it('names the share that the others leave no room for', () => {
    const offers = [
      { share: 0.5, weights: [1, 1], rest: 0 },
      { share: 0.5, weights: [1, 0], rest: 1 },
    ];
    // Half of all are either one or the other: 0.1 and 0.3 do not fill it, though each can be had alone.
    expect(solveFactors(offers, [0.1, 0.3]).kind).toBe('out-of-reach');
    expect(solveFactors(offers, [0.3, 0.3]).kind).toBe('solved');
  });
});
