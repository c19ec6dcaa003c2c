const GRAM = 3;

/** A text as a unit vector; entries of rare grams come first. */
interface GramVector {
  /** Names of the grams, ascending: the same gram has the same name in all vectors of one `GramWeights`. */
  readonly names: Float64Array;
  readonly weights: Float64Array;
  /** Length of what is left from an entry on. */
  readonly rests: Float64Array;
}

/**
 * Weights of character 3-grams by how few of a set of texts hold them: 1 + ln((1 + n) / (1 + df)), as in scikit-learn's TfidfVectorizer
 * (smooth_idf, analyzer char, ngram_range (3, 3)).
 */
export class GramWeights {
  /** By how rare it is, from 0 on. */
  readonly #ranks: ReadonlyMap<number, number>;
  readonly #weights: Float64Array;
  readonly #unseen: number;

  constructor(texts: readonly string[]) {
    const holding = new Map<number, number>();
    for (const text of texts) for (const gram of countGrams(text).keys()) holding.set(gram, (holding.get(gram) ?? 0) + 1);
    const rarestFirst = [...holding].sort((left, right) => left[1] - right[1] || left[0] - right[0]);
    const weigh = (count: number) => 1 + Math.log((1 + texts.length) / (1 + count));
    this.#ranks = new Map(rarestFirst.map(([gram], rank) => [gram, rank]));
    this.#weights = Float64Array.from(rarestFirst, ([, count]) => weigh(count));
    this.#unseen = weigh(0);
  }

  vectorOf(text: string): GramVector {
    const counts = new Map<number, number>();
    for (const [gram, count] of countGrams(text)) counts.set(this.#ranks.get(gram) ?? -1 - gram, count);
    const names = Float64Array.from(counts.keys()).sort();
    const weights = names.map((name) => (counts.get(name) as number) * (this.#weights[name] ?? this.#unseen));
    const rests = new Float64Array(names.length);
    let square = 0;
    for (let at = names.length - 1; at >= 0; at--) {
      square += (weights[at] as number) ** 2;
      rests[at] = Math.sqrt(square);
    }
    const length = rests[0] ?? 1;
    return { names, weights: weights.map((weight) => weight / length), rests: rests.map((rest) => rest / length) };
  }
}

/**
 * Cosine of two texts, or, as soon as it is certain that it does not exceed `unless`, something at most that.
 * What is left of both can add no more than the product of its lengths (Cauchy–Schwarz).
 */
export function cosine(left: GramVector, right: GramVector, unless = 0): number {
  let sum = 0;
  for (let i = 0, j = 0; i < left.names.length && j < right.names.length; ) {
    if (sum + (left.rests[i] as number) * (right.rests[j] as number) <= unless) return unless;
    const difference = (left.names[i] as number) - (right.names[j] as number);
    if (difference === 0) sum += (left.weights[i] as number) * (right.weights[j] as number);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return sum;
}

/**
 * Texts seen so far. The head of a vector ends where the rest is no longer than the threshold. Two whose product exceeds it share a gram,
 * and the rarest that they share lies in the heads of both: only heads are indexed and looked up, and their grams are rare, so few pairs
 * are compared (prefix filtering, Bayardo 2007).
 */
export class NearEqualIndex {
  readonly #threshold: number;
  readonly #weights: GramWeights;
  readonly #vectors: GramVector[] = [];
  readonly #holders = new Map<number, number[]>();

  constructor(threshold: number, weights: GramWeights) {
    this.#threshold = threshold;
    this.#weights = weights;
  }

  /** Adds a text, unless the cosine with one of those before it exceeds the threshold. */
  admits(text: string): boolean {
    const vector = this.#weights.vectorOf(text);
    const end = vector.rests.findIndex((rest) => rest <= this.#threshold);
    const head = vector.names.subarray(0, end < 0 ? vector.names.length : end);
    const candidates = new Set<number>();
    for (const name of head) for (const holder of this.#holders.get(name) ?? []) candidates.add(holder);
    for (const other of candidates) {
      if (cosine(vector, this.#vectors[other] as GramVector, this.#threshold) > this.#threshold) return false;
    }
    const place = this.#vectors.push(vector) - 1;
    for (const name of head) {
      const holders = this.#holders.get(name);
      if (holders === undefined) this.#holders.set(name, [place]);
      else holders.push(place);
    }
    return true;
  }
}

/** Grams as numbers (three UTF-16 units make 48 bits), with how often they stand in the text. */
function countGrams(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  for (let start = 0; start + GRAM <= text.length; start++) {
    const gram = (text.charCodeAt(start) * 65536 + text.charCodeAt(start + 1)) * 65536 + text.charCodeAt(start + 2);
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
