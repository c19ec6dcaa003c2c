import { describe, expect, it } from 'vitest';
import { hashShingles, jaccard, shinglesOf } from './shingles.js';

describe('shinglesOf', () => {
  it('takes every run of five code points once', () => {
    expect([...shinglesOf('一二三四五一二三四五')]).toEqual(['一二三四五', '二三四五一', '三四五一二', '四五一二三', '五一二三四']);
  });

  it('counts a surrogate pair as one', () => {
    expect([...shinglesOf('𠮷二三四五𠮷')]).toEqual(['𠮷二三四五', '二三四五𠮷']);
  });

  it('finds none in a text shorter than five', () => {
    expect(shinglesOf('')).toEqual(new Set());
    expect(shinglesOf('𠮷𠮷𠮷𠮷')).toEqual(new Set());
  });
});

describe('jaccard', () => {
  it('is shared over all, whichever side is larger', () => {
    const [left, right] = [new Set(['a', 'b', 'c', 'd']), new Set(['b', 'c', 'e'])];
    expect(jaccard(left, right)).toBe(2 / 5);
    expect(jaccard(right, left)).toBe(2 / 5);
  });

  it('is 1 for equal sets, and 0 for empty ones', () => {
    expect(jaccard(new Set(['a']), new Set(['a']))).toBe(1);
    expect(jaccard(new Set(), new Set())).toBe(0);
  });
});

describe('hashShingles', () => {
  it('gives equal shingles equal hashes wherever they stand, and one for every position', () => {
    const hashes = hashShingles('一二三四五六一二三四五𠮷');
    expect(hashes).toHaveLength(8);
    expect(hashes[6]).toBe(hashes[0]);
    expect(new Set(hashes).size).toBe(7);
    expect(hashShingles('三四五𠮷一二三四五')[4]).toBe(hashes[0]);
  });

  it('gives none for a text shorter than a shingle', () => {
    expect(hashShingles('一二三四')).toEqual(new Int32Array(0));
    expect(hashShingles('')).toEqual(new Int32Array(0));
  });

  it('tells apart the shingles of a long text', () => {
    const text = Array.from({ length: 20_000 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * i) % 20_903))).join('');
    // 2e4 hashes of 32 bits meet 0.05 times on average.
    expect(shinglesOf(text).size - new Set(hashShingles(text)).size).toBeLessThanOrEqual(1);
  });
});
