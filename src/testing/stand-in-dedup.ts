import { hashString } from '../random/stream.js';

/** Stands in for src/quality/dedup until that is there: finds exact duplicates, and texts whose first 200 characters are the same. */
export function signatureOf(text: string): Uint32Array {
  return new Uint32Array(128).fill(hashString(text.slice(0, 200)));
}

export class DuplicateIndex {
  readonly #seen = new Map<number, number>();
  readonly #readText: (document: number) => string;
  #size = 0;

  constructor({ readText }: { expectedDocuments: number; readText: (document: number) => string }) {
    this.#readText = readText;
  }

  get size(): number {
    return this.#size;
  }

  check(text: string, signature: Uint32Array): { kind: 'exact' | 'near'; document: number; similarity: number } | null {
    const document = this.#seen.get(signature[0] as number);
    if (document === undefined) return null;
    return this.#readText(document) === text ? { kind: 'exact', document, similarity: 1 } : { kind: 'near', document, similarity: 0.9 };
  }

  add(_text: string, signature: Uint32Array): number {
    this.#seen.set(signature[0] as number, this.#size);
    return this.#size++;
  }
}
