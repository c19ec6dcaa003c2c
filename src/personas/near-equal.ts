const GRAM = 3;
/** 32-bit words of a text's signature. */
const WORDS = 32;

/** Jaccard similarity of the sets of character 3-grams. */
export function gramSimilarity(left: string, right: string): number {
  return similarity(gramsOf(left), gramsOf(right));
}

/**
 * Texts seen so far. A signature holds a bit for each gram, at its hash: the bits of A that B lacks are a lower bound of |A \ B|, which
 * settles most pairs after a few words. Signatures lie side by side in one array, as all pairs are looked at.
 */
export class NearEqualIndex {
  readonly #threshold: number;
  readonly #grams: Float64Array[] = [];
  #signatures = new Int32Array(WORDS * 256);

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  /** Adds a text, unless one of those before it is more similar than the threshold. */
  admits(text: string): boolean {
    const grams = gramsOf(text);
    const signature = signatureOf(grams);
    for (let other = 0; other < this.#grams.length; other++) {
      if (this.#mayBeNear(grams.length, signature, other) && similarity(grams, this.#grams[other] as Float64Array) > this.#threshold)
        return false;
    }
    const offset = this.#grams.push(grams) * WORDS - WORDS;
    if (offset + WORDS > this.#signatures.length) {
      const larger = new Int32Array(this.#signatures.length * 2);
      larger.set(this.#signatures);
      this.#signatures = larger;
    }
    this.#signatures.set(signature, offset);
    return true;
  }

  #mayBeNear(size: number, signature: Int32Array, other: number): boolean {
    // Jaccard > t needs |A ∩ B| > t / (1 + t) · (|A| + |B|), so at most the rest of A may be missing in B.
    const otherSize = (this.#grams[other] as Float64Array).length;
    let mayMiss = size - (this.#threshold / (1 + this.#threshold)) * (size + otherSize);
    for (let word = 0; word < WORDS && mayMiss >= 0; word++) {
      mayMiss -= bitCount((signature[word] as number) & ~(this.#signatures[other * WORDS + word] as number));
    }
    return mayMiss >= 0;
  }
}

/** Distinct grams as numbers (three UTF-16 units make 48 bits), ascending. */
function gramsOf(text: string): Float64Array {
  const all = new Float64Array(Math.max(0, text.length - GRAM + 1));
  for (let start = 0; start < all.length; start++) {
    all[start] = (text.charCodeAt(start) * 65536 + text.charCodeAt(start + 1)) * 65536 + text.charCodeAt(start + 2);
  }
  return all.sort().filter((gram, i, sorted) => gram !== sorted[i - 1]);
}

function signatureOf(grams: Float64Array): Int32Array {
  const signature = new Int32Array(WORDS);
  for (const gram of grams) {
    const hash = Math.imul((gram % 2 ** 32) ^ Math.imul(gram / 2 ** 32, 0x85ebca6b), 0x9e3779b1) >>> 22;
    signature[hash >>> 5] = (signature[hash >>> 5] as number) | (1 << (hash & 31));
  }
  return signature;
}

function similarity(left: Float64Array, right: Float64Array): number {
  let shared = 0;
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const difference = (left[i] as number) - (right[j] as number);
    if (difference === 0) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared / (left.length + right.length - shared || 1);
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
