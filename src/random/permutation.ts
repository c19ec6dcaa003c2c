import { hashString, mix } from './stream.js';

const ROUNDS = 4;

/**
 * The place of `position` in a permutation of 0 … size − 1 that `key` chooses: a Feistel network over the next even number of bits,
 * walked until the result falls inside. A pure function, no table: permutations of ten million cost nothing.
 * @throws RangeError when position is not in 0 … size − 1
 */
export function permute(key: string, size: number, position: number): number {
  if (!(position >= 0 && position < size)) throw new RangeError(`position ${position} is not within 0 … ${size - 1}`);
  if (size === 1) return 0;
  const halfBits = Math.max(1, Math.ceil(Math.log2(size) / 2));
  const mask = 2 ** halfBits - 1;
  const seed = hashString(key);
  let value = position;
  do {
    let left = Math.floor(value / (mask + 1));
    let right = value % (mask + 1);
    for (let round = 0; round < ROUNDS; round++) {
      const next = (left ^ mix(right ^ mix(seed + round))) & mask;
      left = right;
      right = next;
    }
    value = left * (mask + 1) + right;
  } while (value >= size);
  return value;
}
