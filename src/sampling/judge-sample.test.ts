import { describe, expect, it } from 'vitest';
import { isJudged, shareOf } from './judge-sample.js';

const drawn = (seed: number, share: number) => Array.from({ length: 10_000 }, (_, index) => isJudged(index, { seed, share }));

describe('the sample of judged dialogues', () => {
  it.each([
    ['off', 0],
    ['all', 1],
    ['sample:0.1', 0.1],
    ['sample:.25', 0.25],
    ['sample:1', 1],
    ['sample:0', null],
    ['sample:1.1', null],
    ['sample:-1', null],
    ['sample:', null],
    ['half', null],
  ])('%s is a share of %s', (text, share) => {
    expect(shareOf(text)).toBe(share);
  });

  it('is as large as asked for, the same for one seed, another for another', () => {
    const count = drawn(42, 0.1).filter(Boolean).length;
    expect(count).toBeGreaterThan(900);
    expect(count).toBeLessThan(1100);
    expect(drawn(42, 0.1)).toEqual(drawn(42, 0.1));
    expect(drawn(43, 0.1)).not.toEqual(drawn(42, 0.1));
  });

  it('grows by dialogues that are added', () => {
    const larger = drawn(42, 0.3);
    expect(drawn(42, 0.1).every((judged, index) => !judged || larger[index])).toBe(true);
  });

  it('holds nothing, or everything, at the ends', () => {
    expect([drawn(42, 0).some(Boolean), drawn(42, 1).every(Boolean)]).toEqual([false, true]);
  });
});
