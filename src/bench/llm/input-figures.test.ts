import { describe, expect, it } from 'vitest';
import { costOf, inputFiguresOf } from './input-figures.js';

const user = (content: string) => [{ role: 'user' as const, content }];
/** `user\n` and `\n` are six characters of a request. */
const FRAME = 6;

describe('inputFiguresOf', () => {
  it('counts whole blocks of a common prefix as cached, and nothing behind the first difference', () => {
    const requests = [user(`${'a'.repeat(30)}${'b'.repeat(30)}`), user(`${'a'.repeat(30)}c${'b'.repeat(29)}`)];
    // 5 + 30 characters in common: three blocks of ten.
    expect(inputFiguresOf(requests, 10)).toEqual({ sent: 2 * (60 + FRAME), unseen: 2 * (60 + FRAME) - 30 });
  });

  it('has all but the last, unfinished block of a request that comes again', () => {
    expect(inputFiguresOf([user('x'.repeat(58)), user('x'.repeat(58))], 10)).toEqual({ sent: 128, unseen: 64 + 4 });
  });

  it('takes the order of requests as it is', () => {
    const [short, long] = [user('x'.repeat(20)), user('x'.repeat(60))];
    expect(inputFiguresOf([short, long], 5).unseen).toBe(26 + 66 - 25);
    expect(inputFiguresOf([long, short], 5).unseen).toBe(66 + 26 - 25);
  });
});

it('cached input costs a fifth', () => {
  expect(costOf({ sent: 90_500, unseen: 41_900 })).toBe(51_620);
});
