import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { DialogueRecord } from '../domain/dialogue.js';
import { DIALOGUE_COLUMNS } from './dialogue-columns.js';
import { openParquetFile, type ParquetFile } from './parquet-file.js';

export interface ShardOptions {
  /** Dialogues in one file at most. */
  rowsPerShard: number;
  /** Program and version, for the footers. */
  createdBy: string;
}

interface ParquetShards {
  write(record: DialogueRecord, split: string): void;
  /** @returns rows by file name, splits in order of first appearance */
  close(): Promise<{ rows: Readonly<Record<string, number>> }>;
}

/**
 * Writes each split as `train-00000-of-00003.parquet` and so on. Memory: a row group for each split.
 * @param folder there, its own
 */
export function openParquetShards(folder: string, options: ShardOptions): ParquetShards {
  const splits = new Map<string, SplitShards>();
  return {
    write(record, split) {
      const shards = splits.get(split) ?? new SplitShards(folder, split, options);
      splits.set(split, shards);
      shards.write(record);
    },
    async close() {
      return { rows: Object.fromEntries([...splits.values()].flatMap((shards) => shards.close())) };
    },
  };
}

/** The shards of one split. How many there are is known at the end only: until then their names lack the total. */
class SplitShards {
  readonly #folder: string;
  readonly #split: string;
  readonly #options: ShardOptions;
  readonly #closed: number[] = [];
  #current: ParquetFile | null = null;

  constructor(folder: string, split: string, options: ShardOptions) {
    this.#folder = folder;
    this.#split = split;
    this.#options = options;
  }

  write(record: DialogueRecord): void {
    const { rowsPerShard, createdBy } = this.#options;
    this.#current ??= openParquetFile(join(this.#folder, this.#nameOf(this.#closed.length)), DIALOGUE_COLUMNS, createdBy);
    this.#current.write(record);
    if (this.#current.rows === rowsPerShard) this.#closeShard();
  }

  close(): [name: string, rows: number][] {
    this.#closeShard();
    return this.#closed.map((rows, shard) => {
      const name = this.#nameOf(shard, `-of-${pad(this.#closed.length)}`);
      renameSync(join(this.#folder, this.#nameOf(shard)), join(this.#folder, name));
      return [name, rows];
    });
  }

  #closeShard(): void {
    if (this.#current === null) return;
    this.#current.close();
    this.#closed.push(this.#current.rows);
    this.#current = null;
  }

  #nameOf(shard: number, total = ''): string {
    return `${this.#split}-${pad(shard)}${total}.parquet`;
  }
}

function pad(place: number): string {
  return String(place).padStart(5, '0');
}
