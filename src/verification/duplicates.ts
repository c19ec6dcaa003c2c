import { closeSync, openSync, readSync } from 'node:fs';
import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import { signatureOf } from '../quality/dedup/signature.js';
import type { FindingSink } from './findings.js';
import type { PlacedRow } from './read-rows.js';

interface TextPlace {
  file: number;
  offset: number;
  length: number;
}

/**
 * Finds rows that repeat an earlier one, of this dataset or of those it was built upon, by the project's own index (contract §3.10; every
 * finding of it is verified on the texts). Keeps the place of each row and reads texts again: some 50 bytes a dialogue beside the index.
 */
export class Duplicates {
  #findings: FindingSink = { add: () => {} };
  readonly #index: DuplicateIndex;
  readonly #files: number[] = [];
  readonly #places: TextPlace[] = [];

  constructor(expectedDocuments: number) {
    this.#index = new DuplicateIndex({ expectedDocuments, readText: (document) => textOf(this.#read(document).dialogue) });
  }

  /**
   * @param path of the file that the next rows come from; held open until `close`
   * @param findings told what repeats an earlier row
   */
  begin(path: string, findings: FindingSink): void {
    this.#findings = findings;
    this.#files.push(openSync(path, 'r'));
  }

  /** Takes in a row without looking for what it repeats. */
  learn({ row, offset, length }: PlacedRow<DialogueRecord>): void {
    const text = textOf(row.dialogue);
    this.#add(text, signatureOf(text), { offset, length });
  }

  check({ row, place, offset, length }: PlacedRow<DialogueRecord>): void {
    const text = textOf(row.dialogue);
    const signature = signatureOf(text);
    const found = this.#index.check(text, signature);
    if (found) {
      const { id } = this.#read(found.document);
      const what = found.kind === 'exact' ? `has the same text as ${id}` : `is nearly ${id}: Jaccard ${found.similarity.toFixed(4)}`;
      this.#findings.add('§3.10 duplicates', place, what);
    }
    this.#add(text, signature, { offset, length });
  }

  close(): void {
    for (const file of this.#files) closeSync(file);
  }

  #add(text: string, signature: Uint32Array, place: Omit<TextPlace, 'file'>): void {
    this.#index.add(text, signature);
    this.#places.push({ ...place, file: this.#files.at(-1) as number });
  }

  #read(document: number): DialogueRecord {
    const { file, offset, length } = this.#places[document] as TextPlace;
    const bytes = Buffer.allocUnsafe(length);
    readSync(file, bytes, 0, length, offset);
    return JSON.parse(bytes.toString('utf8')) as DialogueRecord;
  }
}
