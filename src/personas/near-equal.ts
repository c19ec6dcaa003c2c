const GRAM = 3;
const WORDS = 32;

interface Entry {
  readonly grams: ReadonlySet<string>;
  /** A bit for each gram, at its hash: what lies in A's bits and not in B's is a lower bound of |A \ B|. */
  readonly bits: Int32Array;
}

/** Jaccard similarity of the sets of character 3-grams. */
export function gramSimilarity(left: string, right: string): number {
  return similarity(entryOf(left).grams, entryOf(right).grams);
}

/** Texts seen so far; `admits` adds a text unless one of them is more similar than the threshold. */
export class NearEqualIndex {
  readonly #entries: Entry[] = [];
  readonly #threshold: number;

  constructor(threshold: number) {
    this.#threshold = threshold;
  }

  admits(text: string): boolean {
    const entry = entryOf(text);
    if (this.#entries.some((other) => this.#isNear(entry, other))) return false;
    this.#entries.push(entry);
    return true;
  }

  #isNear(left: Entry, right: Entry): boolean {
    // Jaccard > t needs |A ∩ B| > t / (1 + t) · (|A| + |B|), so few of A may be missing in B; most pairs end after some words of bits.
    const shared = (this.#threshold / (1 + this.#threshold)) * (left.grams.size + right.grams.size);
    let mayMiss = left.grams.size - shared;
    for (let word = 0; word < WORDS; word++) {
      mayMiss -= bitCount((left.bits[word] as number) & ~(right.bits[word] as number));
      if (mayMiss < 0) return false;
    }
    return similarity(left.grams, right.grams) > this.#threshold;
  }
}

function entryOf(text: string): Entry {
  const grams = new Set<string>();
  const bits = new Int32Array(WORDS);
  for (let start = 0; start + GRAM <= text.length; start++) {
    grams.add(text.slice(start, start + GRAM));
    const code = (text.charCodeAt(start) * 31 + text.charCodeAt(start + 1)) * 31 + text.charCodeAt(start + 2);
    const hash = Math.imul(code, 0x9e3779b1) >>> 22;
    bits[hash >>> 5] = (bits[hash >>> 5] as number) | (1 << (hash & 31));
  }
  return { grams, bits };
}

function similarity(left: ReadonlySet<string>, right: ReadonlySet<string>): number {
  let shared = 0;
  for (const gram of left) if (right.has(gram)) shared++;
  return shared / (left.size + right.size - shared || 1);
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
