/** Shingles are runs of this many code points (contract §3.10). */
export const SHINGLE_LENGTH = 5;

/** The distinct shingles of a text; none where it is shorter than one. */
export function shinglesOf(text: string, length = SHINGLE_LENGTH): Set<string> {
  const starts = startsOfCodePoints(text);
  const shingles = new Set<string>();
  for (let i = length; i < starts.length; i++) shingles.add(text.slice(starts[i - length], starts[i]));
  return shingles;
}

/** |A ∩ B| / |A ∪ B|; 0 where both are empty: texts too short for shingles show no likeness. */
export function jaccard(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  const [small, large] = left.size < right.size ? [left, right] : [right, left];
  let shared = 0;
  for (const shingle of small) if (large.has(shingle)) shared++;
  return shared / (left.size + right.size - shared || 1);
}

// Any odd multiplier keeps all 32 bits of every code point; this one is the golden ratio's.
const BASE = 0x9e3779b1;
const BASE_OF_OLDEST = Array.from({ length: SHINGLE_LENGTH }).reduce<number>((power) => Math.imul(power, BASE), 1);

/**
 * 32 bits for each shingle in the order of the text, repeated ones repeated: a polynomial of its code points, rolled from one shingle to
 * the next. Not yet avalanched: neighbours in code are neighbours in hash.
 */
export function hashShingles(text: string): Int32Array {
  const starts = startsOfCodePoints(text);
  const points = starts.length - 1;
  const hashes = new Int32Array(Math.max(0, points - SHINGLE_LENGTH + 1));
  let hash = 0;
  for (let i = 0; i < points; i++) {
    hash = (Math.imul(hash, BASE) + (text.codePointAt(starts[i] as number) as number)) | 0;
    if (i >= SHINGLE_LENGTH) {
      const oldest = text.codePointAt(starts[i - SHINGLE_LENGTH] as number) as number;
      hash = (hash - Math.imul(oldest, BASE_OF_OLDEST)) | 0;
    }
    if (i >= SHINGLE_LENGTH - 1) hashes[i - SHINGLE_LENGTH + 1] = hash;
  }
  return hashes;
}

/** Where each code point begins, in UTF-16 units, and last the length of the text. */
function startsOfCodePoints(text: string): Uint32Array {
  const starts = new Uint32Array(text.length + 1);
  let count = 0;
  for (let i = 0; i < text.length; count++) {
    starts[count] = i;
    i += (text.codePointAt(i) as number) > 0xffff ? 2 : 1;
  }
  starts[count] = text.length;
  return starts.subarray(0, count + 1);
}
