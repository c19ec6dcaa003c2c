import { describe, expect, it } from 'vitest';
import { createStream, type RandomStream } from '../../random/stream.js';
import { makeLines, referenceJaccard } from '../../testing/edited-copies.js';
import { NO_SHINGLE, SIGNATURE_WORDS, signatureOf } from './signature.js';

describe('signatureOf', () => {
  it('is the same for the same text, and for any text with the same shingles', () => {
    const text = makeLines(createStream('signature/same')).join('');
    expect(signatureOf(text)).toEqual(signatureOf(` ${text}`.slice(1)));
    expect(signatureOf('一二三四五一二三四五')).toEqual(signatureOf('一二三四五一二三四五一二三四五'));
  });

  it('keeps its values: indexes of two versions of a dataset go together', () => {
    expect([...signatureOf('您好，这里是客服热线，请问有什么可以帮您？').subarray(0, 4)]).toMatchInlineSnapshot(`
      [
        359142067,
        34435336,
        215492897,
        52583840,
      ]
    `);
  });

  it('fills every word from a single shingle on, and none without', () => {
    expect(signatureOf('一二三四五')).toHaveLength(SIGNATURE_WORDS);
    expect(signatureOf('一二三四五')).not.toContain(NO_SHINGLE);
    expect(signatureOf('一二三四')).toEqual(new Uint32Array(SIGNATURE_WORDS).fill(NO_SHINGLE));
  });

  // 400 pairs of 128 words: the mean of the agreement errs by about 0.001; a pair by √(0.8 · 0.2 / 128) = 0.035.
  it.each([12, 60, 300, 900])('agrees without bias and no wider than the binomial, %d characters', (length) => {
    const stream = createStream(`signature/estimate/${length}`);
    const errors = Array.from({ length: 400 }, () => {
      const [left, right] = similarTexts(length, stream);
      return agreement(left, right) - referenceJaccard(left, right);
    });
    const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / errors.length);
    expect(Math.abs(mean)).toBeLessThan(0.006);
    expect(deviation).toBeLessThan(0.042);
  });
});

/** Two random texts of which the second ends otherwise. */
function similarTexts(length: number, stream: RandomStream): [string, string] {
  const text = (size: number): string => Array.from({ length: size }, () => String.fromCharCode(0x4e00 + stream.int(3000))).join('');
  const shared = text(Math.round(length * 0.9));
  return [shared + text(length - shared.length), shared + text(length - shared.length)];
}

function agreement(left: string, right: string): number {
  const [a, b] = [signatureOf(left), signatureOf(right)];
  return a.filter((word, i) => word === b[i]).length / SIGNATURE_WORDS;
}
