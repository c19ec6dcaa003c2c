import { describe, expect, it } from 'vitest';
import { permute } from './permutation.js';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
const permutation = (key: string, size: number) => range(size).map((position) => permute(key, size, position));

describe('permute', () => {
  it('is a bijection for every size to 130 and some larger ones, whatever the key', () => {
    for (const size of [...range(130).map((n) => n + 1), 255, 256, 257, 1404, 4095, 4097, 11_232]) {
      for (const key of ['', 'a', '42/positions', '42/客户/3']) {
        expect(new Set(permutation(key, size)).size).toBe(size);
        expect(Math.max(...permutation(key, size))).toBe(size - 1);
      }
    }
  });

  it('is pure, and another one for another key', () => {
    expect(permutation('a', 50)).toEqual(permutation('a', 50));
    expect(permutation('a', 50)).not.toEqual(permutation('b', 50));
    expect(permutation('a', 12)).toMatchInlineSnapshot(`
      [
        6,
        9,
        10,
        5,
        1,
        4,
        11,
        2,
        0,
        8,
        7,
        3,
      ]
    `);
  });

  it('sends a position everywhere equally often over many keys', () => {
    for (const size of [2, 5, 16]) {
      const counts = Array.from({ length: size }, () => 0);
      for (const key of range(400 * size)) {
        const place = permute(`key/${key}`, size, 1);
        counts[place] = (counts[place] as number) + 1;
      }
      const deviation = counts.reduce((sum, count) => sum + (count - 400) ** 2 / 400, 0);
      expect(deviation).toBeLessThan({ 2: 10.83, 5: 18.47, 16: 37.7 }[size] as number);
    }
  });

  it('works at ten million without a table', () => {
    const size = 10_000_000;
    const places = range(2000).map((position) => permute('42/positions', size, position * 4999));
    expect(new Set(places).size).toBe(2000);
    expect(places.every((place) => Number.isInteger(place) && place >= 0 && place < size)).toBe(true);
  });

  it('refuses positions outside', () => {
    expect(() => permute('a', 5, 5)).toThrow('position 5 is not within 0 … 4');
    expect(() => permute('a', 5, -1)).toThrow(RangeError);
    expect(() => permute('a', 0, 0)).toThrow(RangeError);
  });
});
