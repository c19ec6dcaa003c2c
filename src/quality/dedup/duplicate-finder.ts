import { hashText } from '../../text/hash-text.js';
import { jaccard, shinglesOf } from '../../text/shingles.js';
import { BANDS, EXACT_TABLE, HASH, keyOf, MARK, type Row } from './document-rows.js';
import { NO_SHINGLE, SIGNATURE_WORDS } from './signature.js';

/** Documents at least this similar are near-duplicates (contract §3.10). */
export const NEAR_DUPLICATE = 0.8;

/**
 * Documents whose signatures agree in fewer words are not read again. Of 128 words a pair at exactly 0.8 agrees in 102.4 on average, and
 * in fewer than 79 once in 1.8 million (binomial); 32 bands of 4 words miss such a pair once in 21 million.
 */
export const MIN_MATCHES = 79;

/**
 * So many documents are read again for one check at most, those with the most matches first: bounds the time where a whole dataset is
 * alike but not quite (0.65 to 0.8). A duplicate would be missed only behind a thousand others that look more alike and are not.
 */
export const MAX_READ = 1024;

export interface FoundDuplicate {
  kind: 'exact' | 'near';
  /** Its number, as `add` gave it. */
  document: number;
  /** Exact Jaccard of the shingle sets. */
  similarity: number;
}

/** Hash tables by chaining over rows of documents. A link is a document number + 1; 0 ends a chain. */
export interface SignatureRows {
  rowOf(document: number): Row;
  /** First of the documents that may have this key in a table, as a link. */
  headOf(key: number, table: number): number;
  /** The next link of the chain that a document stands in. */
  linkAfter(document: number, table: number): number;
}

/** The rule of what is a duplicate (contract §3.10), over whatever holds the rows. */
export class DuplicateFinder {
  readonly #rows: SignatureRows;
  readonly #readText: (document: number) => string;
  #checks = 0;

  /** @param readText the text of a document that has a row */
  constructor(rows: SignatureRows, readText: (document: number) => string) {
    this.#rows = rows;
    this.#readText = readText;
  }

  /**
   * A document that the text duplicates: an exact one if there is, else the near-duplicate with the most matches in the signature.
   * Depends on nothing but the documents added and their order.
   */
  check(text: string, signature: Uint32Array): FoundDuplicate | null {
    checkLength(signature);
    return this.#findExact(text) ?? this.#findNear(text, signature);
  }

  #findExact(text: string): FoundDuplicate | null {
    const [key, rest] = hashText(text);
    let link = this.#rows.headOf(key, EXACT_TABLE);
    while (link !== 0) {
      const document = link - 1;
      const row = this.#rows.rowOf(document);
      const sameHash = row.words[row.start + HASH] === key && row.words[row.start + HASH + 1] === rest;
      if (sameHash && this.#readText(document) === text) return { kind: 'exact', document, similarity: 1 };
      link = this.#rows.linkAfter(document, EXACT_TABLE);
    }
    return null;
  }

  #findNear(text: string, signature: Uint32Array): FoundDuplicate | null {
    if (!hasShingles(signature)) return null;
    const candidates = this.#candidatesFor(signature);
    if (candidates.length === 0) return null;
    const shingles = shinglesOf(text);
    for (const { document } of candidates) {
      const similarity = jaccard(shingles, shinglesOf(this.#readText(document)));
      if (similarity >= NEAR_DUPLICATE) return { kind: 'near', document, similarity };
    }
    return null;
  }

  /** Documents that share a band with the signature and enough words over all, the most alike first. */
  #candidatesFor(signature: Uint32Array): { document: number; matches: number }[] {
    const candidates: { document: number; matches: number }[] = [];
    const wanted: Row = { words: signature, start: 0 };
    this.#checks = (this.#checks + 1) >>> 0;
    for (let band = 0; band < BANDS; band++) {
      let link = this.#rows.headOf(keyOf(wanted, band), band);
      while (link !== 0) {
        const row = this.#rows.rowOf(link - 1);
        // A document that shares several bands is looked at once.
        if (row.words[row.start + MARK] !== this.#checks) {
          row.words[row.start + MARK] = this.#checks;
          const matches = countMatches(signature, row);
          if (matches >= MIN_MATCHES) candidates.push({ document: link - 1, matches });
        }
        link = this.#rows.linkAfter(link - 1, band);
      }
    }
    return candidates.sort((a, b) => b.matches - a.matches || a.document - b.document).slice(0, MAX_READ);
  }
}

/** Words in which the signatures agree; anything below the minimum once that is certain. */
function countMatches(signature: Uint32Array, { words, start }: Row): number {
  let mayDiffer = SIGNATURE_WORDS - MIN_MATCHES;
  for (let i = 0; i < SIGNATURE_WORDS; i++) {
    if (signature[i] !== words[start + i] && --mayDiffer < 0) return 0;
  }
  return MIN_MATCHES + mayDiffer;
}

/** Whether the text of the signature that begins there is long enough for near-duplicates. */
export function hasShingles(words: Uint32Array, start = 0): boolean {
  return words[start] !== NO_SHINGLE;
}

export function checkLength(signature: Uint32Array): void {
  if (signature.length !== SIGNATURE_WORDS) throw new RangeError(`a signature has ${SIGNATURE_WORDS} words, got ${signature.length}`);
}
