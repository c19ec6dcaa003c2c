import type { DialogueRecord } from '../domain/dialogue.js';
import type { ExportOptions } from './options.js';

/** A kind of training file. One entry of the table in `formats.ts`; the folder of the export has a folder of its name. */
export interface ExportFormat {
  readonly name: string;
  /** Of its data files, without the dot. */
  readonly extension: string;
  /**
   * Rows for training: whether a single turn of a dialogue can be kept out of the loss (`per-turn`), or only whole rows (`whole-row`). Null for a
   * table of the dialogues as they are, which no training option changes.
   */
  readonly loss: 'per-turn' | 'whole-row' | null;
  /** @param folder its own, there and empty */
  open(folder: string, options: ExportOptions): ExportWriter;
}

/** Takes the dialogues of a dataset in their order and never holds more than a buffer of them. */
export interface ExportWriter {
  /** @param split names the file that the rows of this dialogue go to */
  write(record: DialogueRecord, split: string): void | Promise<void>;
  /** @returns rows by file name, relative to the folder; nothing is written after this */
  close(): Promise<{ rows: Readonly<Record<string, number>> }>;
}
