import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { DIALOGUE_COLUMNS } from '../parquet/dialogue-columns.js';
import { openParquetFile, type ParquetFile } from '../parquet/parquet-file.js';

export const DATA_FOLDER = 'data';

export interface Shards {
  readonly rows: number;
  write(record: DialogueRecord): void;
  /** @returns rows of each file, by its path in the folder of the dataset */
  close(): Record<string, number>;
}

/**
 * Writes one split as `data/train-00000-of-00003.parquet` and so on. How many there are is known at the end only: until then a shard bears a name
 * without the total.
 */
export function openShards(
  folder: string,
  split: string,
  { rowsPerShard, createdBy }: { rowsPerShard: number; createdBy: string },
): Shards {
  mkdirSync(join(folder, DATA_FOLDER), { recursive: true });
  const nameOf = (shard: number, ofTotal = '') => `${DATA_FOLDER}/${split}-${pad(shard)}${ofTotal}.parquet`;
  const closed: number[] = [];
  let current: ParquetFile | null = null;
  let rows = 0;
  const closeShard = (): void => {
    if (current === null) return;
    current.close();
    closed.push(current.rows);
    current = null;
  };
  return {
    get rows() {
      return rows;
    },
    write(record) {
      current ??= openParquetFile(join(folder, nameOf(closed.length)), DIALOGUE_COLUMNS, createdBy);
      current.write(record);
      rows++;
      if (current.rows === rowsPerShard) closeShard();
    },
    close() {
      closeShard();
      const named = closed.map((count, shard): [string, number] => {
        const name = nameOf(shard, `-of-${pad(closed.length)}`);
        renameSync(join(folder, nameOf(shard)), join(folder, name));
        return [name, count];
      });
      return Object.fromEntries(named);
    },
  };
}

function pad(place: number): string {
  return String(place).padStart(5, '0');
}
