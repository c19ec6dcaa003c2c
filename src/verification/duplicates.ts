import { closeSync, openSync, readSync } from 'node:fs';
import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import { signatureOf } from '../quality/dedup/signature.js';
import type { Findings } from './findings.js';
import type { PlacedRow } from './read-rows.js';

/**
 * Finds rows that repeat an earlier one, by the project's own index (contract §3.10; every finding of it is verified on the texts). Keeps the
 * place of each row and reads texts again: 32 bytes a dialogue beside the index.
 */
export class Duplicates {
  readonly #findings: Findings;
  readonly #file: number;
  readonly #index: DuplicateIndex;
  readonly #places: { offset: number; length: number }[] = [];

  /** @param path of the file that the rows are read from; held open until `close` */
  constructor(path: string, expectedDocuments: number, findings: Findings) {
    this.#findings = findings;
    this.#file = openSync(path, 'r');
    this.#index = new DuplicateIndex({ expectedDocuments, readText: (document) => textOf(this.#read(document).dialogue) });
  }

  add({ row, place, offset, length }: PlacedRow<DialogueRecord>): void {
    const text = textOf(row.dialogue);
    const signature = signatureOf(text);
    const found = this.#index.check(text, signature);
    if (found) {
      const { id } = this.#read(found.document);
      const what = found.kind === 'exact' ? `has the same text as ${id}` : `is nearly ${id}: Jaccard ${found.similarity.toFixed(4)}`;
      this.#findings.add('§3.10 duplicates', place, what);
    }
    this.#index.add(text, signature);
    this.#places.push({ offset, length });
  }

  close(): void {
    closeSync(this.#file);
  }

  #read(document: number): DialogueRecord {
    const { offset, length } = this.#places[document] as { offset: number; length: number };
    const bytes = Buffer.allocUnsafe(length);
    readSync(this.#file, bytes, 0, length, offset);
    return JSON.parse(bytes.toString('utf8')) as DialogueRecord;
  }
}
