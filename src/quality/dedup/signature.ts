import { mix } from '../../random/stream.js';
import { hashShingles } from '../../text/shingles.js';

export const SIGNATURE_WORDS = 128;
/** What every word of a signature is when the text has no shingle. */
export const NO_SHINGLE = 0xffffffff;

// 7 bits choose the word, 24 others are the value under which the smallest wins, 8 bits above them hold the round.
const WORD_SHIFT = 25;
const VALUE_MASK = 0xffffff;
const ROUND_SHIFT = 24;
const ROUND_SEEDS = Int32Array.from({ length: 2 * SIGNATURE_WORDS }, (_, round) => mix(Math.imul(round + 1, 0x9e3779b1)));

/**
 * MinHash signature of the shingles of a text: two texts agree in any one word with a probability equal to the Jaccard similarity of
 * their shingle sets. 128 words, always the same for the same text.
 *
 * Computed by fast similarity sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017) and not by 128 permutations: a round throws every shingle
 * into one word, and rounds follow until no word is empty. A dialogue takes one or two of them, so each shingle is hashed twice at most
 * instead of 128 times. Later rounds never undercut earlier ones, so it does not matter that another text may stop at another round: words
 * agree without bias, for texts of a few shingles too (where one-permutation hashing with densification copies words, they would agree or
 * differ in blocks), and their count spreads no wider than the binomial. From round 128 on the word is the round's own: 256 rounds fill all.
 */
export function signatureOf(text: string): Uint32Array<ArrayBuffer> {
  const shingles = hashShingles(text);
  const signature = new Uint32Array(SIGNATURE_WORDS).fill(NO_SHINGLE);
  if (shingles.length === 0) return signature;
  let empty = SIGNATURE_WORDS;
  for (let round = 0; empty > 0 && round < 2 * SIGNATURE_WORDS; round++) {
    const seed = ROUND_SEEDS[round] as number;
    const above = round << ROUND_SHIFT;
    for (let i = 0; i < shingles.length; i++) {
      const hash = mix((shingles[i] as number) ^ seed);
      const word = round < SIGNATURE_WORDS ? hash >>> WORD_SHIFT : round - SIGNATURE_WORDS;
      const value = (above | (hash & VALUE_MASK)) >>> 0;
      const smallest = signature[word] as number;
      if (value >= smallest) continue;
      if (smallest === NO_SHINGLE) empty--;
      signature[word] = value;
    }
  }
  return signature;
}
