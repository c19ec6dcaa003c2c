const GRAM = 3;

/**
 * Weights of character 3-grams by how few of a set of texts hold them: 1 + ln((1 + n) / (1 + df)), as in scikit-learn's TfidfVectorizer
 * (smooth_idf, analyzer char, ngram_range (3, 3)).
 */
export class GramWeights {
  readonly #texts: number;
  readonly #holding = new Map<number, number>();

  constructor(texts: readonly string[]) {
    this.#texts = texts.length;
    for (const text of texts) for (const gram of countGrams(text).keys()) this.#holding.set(gram, (this.#holding.get(gram) ?? 0) + 1);
  }

  /** Unit vector of a text. */
  vectorOf(text: string): GramVector {
    const counts = countGrams(text);
    const grams = Float64Array.from(counts.keys()).sort();
    const weights = Float64Array.from(grams, (gram) => (counts.get(gram) as number) * this.#weightOf(gram));
    const length = Math.sqrt(weights.reduce((sum, weight) => sum + weight ** 2, 0)) || 1;
    return { grams, weights: weights.map((weight) => weight / length) };
  }

  #weightOf(gram: number): number {
    return 1 + Math.log((1 + this.#texts) / (1 + (this.#holding.get(gram) ?? 0)));
  }
}

/** Grams ascending, each with its weight. */
interface GramVector {
  readonly grams: Float64Array;
  readonly weights: Float64Array;
}

/** Cosine of two unit vectors. */
export function cosine(left: GramVector, right: GramVector): number {
  let sum = 0;
  for (let i = 0, j = 0; i < left.grams.length && j < right.grams.length; ) {
    const difference = (left.grams[i] as number) - (right.grams[j] as number);
    if (difference === 0) sum += (left.weights[i] as number) * (right.weights[j] as number);
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return sum;
}

/**
 * Texts seen so far. Two unit vectors whose product exceeds t share a gram among the heaviest of either, those without which its length
 * would be at most t (Cauchy–Schwarz): only these grams are indexed, and they are rare, so few pairs are compared (Bayardo 2007).
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
    const candidates = new Set<number>();
    for (const gram of vector.grams) for (const holder of this.#holders.get(gram) ?? []) candidates.add(holder);
    for (const other of candidates) {
      if (cosine(vector, this.#vectors[other] as GramVector) > this.#threshold) return false;
    }
    this.#add(vector);
    return true;
  }

  #add(vector: GramVector): void {
    const place = this.#vectors.push(vector) - 1;
    const weightAt = (at: number) => vector.weights[at] as number;
    const heaviestFirst = Uint32Array.from(vector.grams.keys()).sort((left, right) => weightAt(right) - weightAt(left));
    let rest = 1;
    for (const at of heaviestFirst) {
      if (rest <= this.#threshold ** 2) break;
      const gram = vector.grams[at] as number;
      const holders = this.#holders.get(gram);
      if (holders === undefined) this.#holders.set(gram, [place]);
      else holders.push(place);
      rest -= weightAt(at) ** 2;
    }
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
