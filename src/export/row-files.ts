import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { BufferedFile } from './buffered-file.js';
import type { ExportWriter } from './format.js';

/** How rows stand in a text file. */
export interface RowLayout {
  readonly extension: string;
  readonly head: string;
  /** Between two rows. */
  readonly separator: string;
  /** After every row. */
  readonly end: string;
  readonly tail: string;
}

export const JSON_LINES: RowLayout = { extension: 'jsonl', head: '', separator: '', end: '\n', tail: '' };
export const JSON_LIST: RowLayout = { extension: 'json', head: '[\n', separator: ',\n', end: '', tail: '\n]\n' };

interface RowFile {
  readonly name: string;
  readonly layout: RowLayout;
  readonly file: BufferedFile;
  rows: number;
}

/**
 * A writer of text files, one for each split and layout.
 * @param splits every split gets its files, also where no dialogue falls into it
 * @param toRows the rows of a dialogue as text
 */
export function openRowFiles(
  folder: string,
  splits: readonly string[],
  layouts: readonly RowLayout[],
  toRows: (record: DialogueRecord, split: string) => Iterable<string>,
): ExportWriter {
  const files = new Map(splits.map((split) => [split, layouts.map((layout) => openRowFile(folder, split, layout))]));
  const all = [...files.values()].flat();
  return {
    write(record, split) {
      for (const row of toRows(record, split)) {
        for (const target of files.get(split) ?? []) append(target, row);
      }
    },
    async close() {
      for (const { file, layout } of all) {
        file.append(layout.tail);
        file.close();
      }
      return { rows: Object.fromEntries(all.map(({ name, rows }) => [name, rows])) };
    },
  };
}

function openRowFile(folder: string, split: string, layout: RowLayout): RowFile {
  const name = `${split}.${layout.extension}`;
  const file = new BufferedFile(join(folder, name));
  file.append(layout.head);
  return { name, layout, file, rows: 0 };
}

function append(target: RowFile, row: string): void {
  if (target.rows > 0) target.file.append(target.layout.separator);
  target.file.append(row + target.layout.end);
  target.rows++;
}
