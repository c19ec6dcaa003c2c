import { expect, it } from 'vitest';
import { copiesFor } from './balance.js';

const COUNTS = new Map([
  ['common', 9_000],
  ['rare', 600],
  ['rarer', 390],
  ['rarest', 10],
]);

/** Share of each strategy once its rows are written so often. */
function sharesAfter(copies: Record<string, number>): Record<string, number> {
  const rows = [...COUNTS].map(([strategy, count]) => [strategy, Math.floor(count * (copies[strategy] ?? 1))] as const);
  const total = rows.reduce((sum, [, count]) => sum + count, 0);
  return Object.fromEntries(rows.map(([strategy, count]) => [strategy, count / total]));
}

it('brings rare strategies up to the share, all at once, and none over it', () => {
  const copies = copiesFor(COUNTS, ['rare', 'rarer'], { share: 0.08, maxCopies: 3 });
  const shares = sharesAfter(copies);
  expect(shares.rare).toBeCloseTo(0.08, 3);
  expect(shares.rarer).toBeCloseTo(0.08, 3);
});

it('writes no row more often than the stated factor', () => {
  expect(copiesFor(COUNTS, ['rarest'], { share: 0.08, maxCopies: 3 })).toEqual({ rarest: 3 });
});

it('leaves alone what has its share, what is not named and what does not occur', () => {
  expect(copiesFor(COUNTS, ['common', 'absent'], { share: 0.08, maxCopies: 3 })).toEqual({});
});

it('ends where the shares cannot all be reached', () => {
  expect(copiesFor(COUNTS, ['rare', 'rarer', 'rarest'], { share: 0.5, maxCopies: 4 })).toEqual({ rare: 4, rarer: 4, rarest: 4 });
});
