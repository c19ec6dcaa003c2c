import { expect, test } from 'vitest';
import { createStream } from '../random/stream.js';
import { driftBetween } from './drift.js';

const SHARES = { a: 0.5, b: 0.3, c: 0.15, d: 0.04, e: 0.01 };

function sample(size: number, name: string): Record<string, number> {
  const stream = createStream(`drift/${name}`);
  const counts: Record<string, number> = {};
  const values = Object.entries(SHARES);
  for (let i = 0; i < size; i++) {
    const value = stream.weighted(values, ([, share]) => share)[0];
    counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}

test('total variation is half the sum of absolute differences, and the values that moved come first', () => {
  const { totalVariation, moved } = driftBetween({ a: 10, b: 10 }, { a: 15, c: 5 }, { deviations: 4 });
  expect(totalVariation).toBeCloseTo(0.5, 12);
  expect(moved[0]).toEqual({ value: 'b', before: 0.5, after: 0 });
});

test.each([50, 200, 2000])(
  'two samples of %i from one distribution stay below what chance explains, but for one in two hundred',
  (size) => {
    const drifts = Array.from({ length: 200 }, (_, i) =>
      driftBetween(sample(size, `left/${size}/${i}`), sample(size, `right/${size}/${i}`), { deviations: 4 }),
    );
    expect(drifts.filter(({ totalVariation, byChance }) => totalVariation > byChance).length).toBeLessThanOrEqual(1);
    const means = drifts.reduce((sum, { totalVariation }) => sum + totalVariation, 0) / drifts.length;
    const expected = driftBetween(sample(size, 'left'), sample(size, 'right'), { deviations: 0 }).byChance;
    expect(means / expected).toBeGreaterThan(0.7);
    expect(means / expected).toBeLessThan(1.3);
  },
);

test('a distribution that is broken does not', () => {
  const { totalVariation, byChance } = driftBetween(SHARES, { ...sample(200, 'broken'), d: 80 }, { deviations: 4, exact: true });
  expect(totalVariation).toBeGreaterThan(byChance + 0.05);
});
