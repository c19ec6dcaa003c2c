import { describe, expect, it } from 'vitest';
import { createStream, hashString } from './stream.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
/** Upper 0.1 % points of chi-square: a fair generator exceeds them once in a thousand fixed seeds, and these seeds do not. */
const CHI_SQUARE_999 = { 1: 10.83, 9: 27.88, 15: 37.7, 99: 148.2, 255: 330.5 } as const;

function chiSquare(counts: readonly number[], expected: number): number {
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}
function countsOf(values: readonly number[], classes: number): number[] {
  const counts = Array.from({ length: classes }, () => 0);
  for (const value of values) counts[value] = (counts[value] as number) + 1;
  return counts;
}

describe('a named stream', () => {
  it('gives these numbers, for ever: files of finished runs depend on them', () => {
    const stream = createStream('42/17/0/customer/3');
    expect([stream.int(1000), stream.int(1000), stream.next(), stream.pick(['a', 'b', 'c']), stream.chance(0.5)]).toMatchInlineSnapshot(`
      [
        179,
        490,
        0.9616084466688335,
        "b",
        true,
      ]
    `);
    expect(stream.fork('speech').int(1_000_000)).toMatchInlineSnapshot(`41097`);
    expect(hashString('客服')).toMatchInlineSnapshot(`3958462340`);
  });

  it('gives the same numbers twice, and a fork neither disturbs nor follows its parent', () => {
    const [a, b] = [createStream('here'), createStream('here')];
    b.next();
    const forked = [a.fork('x').next(), b.fork('x').next()];
    expect(forked[0]).toBe(forked[1]);
    a.next();
    expect(range(20).map(() => a.next())).toEqual(range(20).map(() => b.next()));
    expect(createStream('here').fork(3).name).toBe('here/3');
    expect(createStream('here').fork(3).next()).toBe(createStream('here/3').next());
  });

  it.each([2, 10, 16, 100, 256] as const)('spreads evenly over %i classes', (classes) => {
    const bound = CHI_SQUARE_999[(classes - 1) as keyof typeof CHI_SQUARE_999];
    for (const name of ['a', '42/0/0/combination', '客户']) {
      const stream = createStream(name);
      const draws = 200 * classes;
      expect(
        chiSquare(
          countsOf(
            range(draws).map(() => stream.int(classes)),
            classes,
          ),
          200,
        ),
      ).toBeLessThan(bound);
    }
  });

  it('spreads evenly over the first numbers of streams with neighbouring names', () => {
    const firsts = range(4000).map((index) => createStream(`42/${index}/0/combination`).int(10));
    expect(chiSquare(countsOf(firsts, 10), 400)).toBeLessThan(CHI_SQUARE_999[9]);
    const pairs = range(4000).map((index) => createStream(`42/${index}`).int(4) * 4 + createStream(`42/${index + 1}`).int(4));
    expect(chiSquare(countsOf(pairs, 16), 250)).toBeLessThan(CHI_SQUARE_999[15]);
  });

  it('is independent of streams with other names', () => {
    const names = ['a', 'b', 'a/b', 'b/a', '42/1', '42/2', '42/1/0', '421/0'];
    for (const left of names) {
      for (const right of names) {
        if (left >= right) continue;
        const [a, b] = [createStream(left), createStream(right)];
        const cells = range(1600).map(() => a.int(4) * 4 + b.int(4));
        expect(chiSquare(countsOf(cells, 16), 100)).toBeLessThan(CHI_SQUARE_999[15]);
      }
    }
  });

  it('draws in proportion to weights, and nothing without weight', () => {
    const stream = createStream('weights');
    const items = [0, 1, 0, 3, 6, 0];
    const draws = range(10_000).map(() => stream.weighted([...items.keys()], (item) => items[item] as number));
    const counts = countsOf(draws, items.length);
    expect([counts[0], counts[2], counts[5]]).toEqual([0, 0, 0]);
    const deviation = [1, 3, 4].reduce((sum, item) => {
      const expected = 1000 * (items[item] as number);
      return sum + ((counts[item] as number) - expected) ** 2 / expected;
    }, 0);
    expect(deviation).toBeLessThan(13.82);
  });

  it('gives chances their probability, never for 0 and always for 1', () => {
    const stream = createStream('chances');
    const share = (probability: number) => range(10_000).filter(() => stream.chance(probability)).length / 10_000;
    expect(share(0)).toBe(0);
    expect(share(1)).toBe(1);
    expect(Math.abs(share(0.3) - 0.3)).toBeLessThan(0.016);
  });

  it('refuses what has no answer', () => {
    const stream = createStream('here');
    expect(() => stream.int(0)).toThrow('bound must be a positive integer, got 0');
    expect(() => stream.int(1.5)).toThrow(RangeError);
    expect(() => stream.pick([])).toThrow('nothing to pick from (here)');
    expect(() => stream.weighted([1, 2], () => 0)).toThrow('weights sum to 0 (here)');
    expect(() => stream.weighted([], () => 1)).toThrow(RangeError);
  });
});
