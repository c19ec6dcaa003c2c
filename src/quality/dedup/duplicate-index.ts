import { hashText } from '../../text/hash-text.js';
import { BANDS, DocumentRows, EXACT_TABLE } from './document-rows.js';
import { checkLength, DuplicateFinder, type FoundDuplicate, hasShingles } from './duplicate-finder.js';

export interface DuplicateIndexOptions {
  /** A hint; any number of documents is taken. */
  expectedDocuments: number;
  /** The text of a document that was added before. */
  readText: (document: number) => string;
}

/**
 * Finds exact and near-duplicates among the documents added so far: locality-sensitive hashing of MinHash signatures, 32 bands of 4 words,
 * every finding verified on the texts. Takes 788 bytes a document and does not keep texts. Documents of an earlier dataset are added
 * like any other.
 */
export class DuplicateIndex {
  readonly #rows: DocumentRows;
  readonly #finder: DuplicateFinder;

  constructor({ expectedDocuments, readText }: DuplicateIndexOptions) {
    this.#rows = new DocumentRows(expectedDocuments);
    this.#finder = new DuplicateFinder(this.#rows, readText);
  }

  /** Documents added. */
  get size(): number {
    return this.#rows.size;
  }

  /** Memory held. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  /** A document that the text duplicates; see DuplicateFinder. */
  check(text: string, signature: Uint32Array): FoundDuplicate | null {
    return this.#finder.check(text, signature);
  }

  /** Takes a document in, whatever `check` says of it; returns its number, counted from 0. */
  add(text: string, signature: Uint32Array): number {
    checkLength(signature);
    const document = this.#rows.append(signature, hashText(text));
    this.#rows.link(document, EXACT_TABLE);
    if (hasShingles(signature)) for (let band = 0; band < BANDS; band++) this.#rows.link(document, band);
    return document;
  }
}
