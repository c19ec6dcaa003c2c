import { EXACT_TABLE, HASH, keyOf, MARK, type Row, TABLES } from './document-rows.js';
import { hasShingles, type SignatureRows } from './duplicate-finder.js';

/** Words that the owner of the rows keeps in each for itself. */
export const OWN_WORDS = 4;
/** Where they begin in a row. */
export const OWN = MARK + 1;
/** A row in 32-bit words: signature, hash of the text, mark (0), the owner's words. */
export const FROZEN_ROW_WORDS = OWN + OWN_WORDS;

/** A document too short for near-duplicates is in no table of bands, and nobody follows its links. */
const NO_BUCKET = 0xffffffff;

/** A document as a row that can be kept in a file. */
export function writeRow(
  { words, start }: Row,
  document: { signature: Uint32Array; hash: readonly [number, number]; own: readonly number[] },
) {
  words.set(document.signature, start);
  words.set(document.hash, start + HASH);
  words[start + MARK] = 0;
  words.set(document.own, start + OWN);
}

/**
 * Rows of which there are so many and no more: what an index of earlier datasets is made of. They lie one behind another in one array, and
 * heads and links table by table beside them: 33 × 8 bytes a document more, filled when somebody first looks, in about 1 µs a document.
 */
export class FrozenRows implements SignatureRows {
  readonly #words: Uint32Array<ArrayBuffer>;
  readonly #heads: Uint32Array[];
  readonly #links: Uint32Array[];
  readonly #mask: number;
  readonly #capacity: number;
  #size = 0;
  #linked = 0;

  /** @param capacity documents at most */
  constructor(capacity: number) {
    const buckets = 2 ** Math.ceil(Math.log2(Math.max(1, capacity)));
    this.#mask = buckets - 1;
    this.#capacity = capacity;
    this.#words = new Uint32Array(capacity * FROZEN_ROW_WORDS);
    this.#heads = Array.from({ length: TABLES }, () => new Uint32Array(buckets));
    this.#links = Array.from({ length: TABLES }, () => new Uint32Array(capacity));
  }

  get size(): number {
    return this.#size;
  }

  /** Memory held. */
  get bytes(): number {
    return this.#words.byteLength + TABLES * Uint32Array.BYTES_PER_ELEMENT * (this.#mask + 1 + this.#capacity);
  }

  /** Where the next rows belong, for whoever can write them there himself; they count once `take` was told. */
  room(rows: number): Uint32Array<ArrayBuffer> {
    if (this.#size + rows > this.#capacity) throw new RangeError(`${this.#size} + ${rows} documents exceed ${this.#capacity}`);
    return this.#words.subarray(this.#size * FROZEN_ROW_WORDS, (this.#size + rows) * FROZEN_ROW_WORDS);
  }

  /** Takes in as many rows as were written into the room for them. */
  take(rows: number): void {
    this.#size += rows;
  }

  /** Takes in a copy of whole rows. */
  append(words: Uint32Array): void {
    const rows = words.length / FROZEN_ROW_WORDS;
    if (!Number.isInteger(rows)) throw new RangeError(`${words.length} words are no whole rows of ${FROZEN_ROW_WORDS}`);
    this.room(rows).set(words);
    this.take(rows);
  }

  rowOf(document: number): Row {
    return { words: this.#words, start: document * FROZEN_ROW_WORDS };
  }

  headOf(key: number, table: number): number {
    if (this.#linked < this.#size) this.#link();
    return (this.#heads[table] as Uint32Array)[(key & this.#mask) >>> 0] as number;
  }

  linkAfter(document: number, table: number): number {
    return (this.#links[table] as Uint32Array)[document] as number;
  }

  /** Row by row the bucket of each table, kept where the link will be; then table by table the links: no step runs all over the memory. */
  #link(): void {
    const row = { words: this.#words, start: this.#linked * FROZEN_ROW_WORDS };
    for (let document = this.#linked; document < this.#size; document++, row.start += FROZEN_ROW_WORDS) {
      const long = hasShingles(this.#words, row.start);
      for (let table = 0; table < TABLES; table++) {
        const bucket = long || table === EXACT_TABLE ? keyOf(row, table) & this.#mask : NO_BUCKET;
        (this.#links[table] as Uint32Array)[document] = bucket;
      }
    }
    for (let table = 0; table < TABLES; table++) this.#chain(this.#heads[table] as Uint32Array, this.#links[table] as Uint32Array);
    this.#linked = this.#size;
  }

  #chain(heads: Uint32Array, links: Uint32Array): void {
    for (let document = this.#linked; document < this.#size; document++) {
      const bucket = links[document] as number;
      if (bucket === NO_BUCKET) continue;
      links[document] = heads[bucket] as number;
      heads[bucket] = document + 1;
    }
  }
}
