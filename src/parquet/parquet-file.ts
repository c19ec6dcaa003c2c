import { closeSync, fsyncSync, openSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { fileWriter, ParquetWriter } from 'hyparquet-writer';
import type { Field } from './column-type.js';
import { parquetSchemaOf } from './parquet-schema.js';
import { toCell } from './to-cell.js';

/** Rows that are held and written together. Memory follows from it: a dialogue takes some 50 KB while it waits. */
const ROWS_PER_GROUP = 1000;

export interface ParquetFile {
  readonly rows: number;
  write(row: Readonly<Record<string, unknown>>): void;
  /** Writes what waits and the footer; the file is on disk afterwards. */
  close(): void;
}

/**
 * Writes a Parquet file row by row, gzip within, one row group in memory.
 * @param createdBy program and version, for the footer
 * @throws the error of the file system (ENOSPC, EACCES), from every member
 */
export function openParquetFile(path: string, columns: readonly Field[], createdBy: string): ParquetFile {
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: parquetSchemaOf(columns),
    codec: 'GZIP',
    compressors: { GZIP: (bytes) => gzipSync(bytes) },
    createdBy,
  });
  let rows = 0;
  let waiting = columns.map((): unknown[] => []);
  const writeGroup = (): void => {
    const columnData = columns.map(({ name }, place) => ({ name, data: waiting[place] as unknown[] }));
    writer.write({ columnData, rowGroupSize: ROWS_PER_GROUP });
    waiting = columns.map(() => []);
  };
  return {
    get rows() {
      return rows;
    },
    write(row) {
      for (const [place, { name, type }] of columns.entries()) waiting[place]?.push(toCell(row[name], type));
      rows++;
      if (rows % ROWS_PER_GROUP === 0) writeGroup();
    },
    close() {
      if (rows % ROWS_PER_GROUP !== 0) writeGroup();
      writer.finish();
      syncFile(path);
    },
  };
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
