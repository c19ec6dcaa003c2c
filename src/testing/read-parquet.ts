import { DuckDBInstance } from '@duckdb/node-api';
import type { DialogueRecord } from '../domain/dialogue.js';
import { type ColumnType, type Field, REST } from '../parquet/column-type.js';
import { DIALOGUE_COLUMNS } from '../parquet/dialogue-columns.js';

/** Streams the rows of Parquet files in their order, as records again: read by DuckDB, which shares no code with what wrote them. */
export async function* readParquet(paths: readonly string[]): AsyncGenerator<DialogueRecord> {
  for await (const rows of query(`select * from read_parquet([${paths.map((path) => `'${path}'`).join(', ')}])`)) {
    for (const row of rows) yield toRecord(row);
  }
}

/** Type of every column, as DuckDB reads it out of a file. */
export async function describeParquet(path: string): Promise<Record<string, string>> {
  const types: Record<string, string> = {};
  for await (const rows of query(`describe select * from read_parquet('${path}')`)) {
    for (const { column_name: name, column_type: type } of rows) types[name as string] = type as string;
  }
  return types;
}

async function* query(sql: string): AsyncGenerator<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '200MB' });
  const connection = await instance.connect();
  try {
    for await (const rows of (await connection.stream(sql)).yieldRowObjectJs()) yield rows;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

function toRecord(row: Record<string, unknown>): DialogueRecord {
  const record = structFrom(row, DIALOGUE_COLUMNS) as unknown as DialogueRecord;
  // Members that only the other side has are null in the file and absent in a record.
  const dialogue = record.dialogue.map((line) => Object.fromEntries(Object.entries(line).filter(([, value]) => value !== null)));
  return { ...record, dialogue } as DialogueRecord;
}

function fromCell(cell: unknown, type: ColumnType): unknown {
  if (cell === null) return null;
  switch (type.kind) {
    case 'integer':
      return Number(cell);
    case 'list':
      return (cell as unknown[]).map((element) => fromCell(element, type.element));
    case 'map':
      return Object.fromEntries((cell as { key: string; value: unknown }[]).map(({ key, value }) => [key, fromCell(value, type.value)]));
    case 'struct':
      return structFrom(cell as Record<string, unknown>, type.fields);
    default:
      return cell;
  }
}

function structFrom(cell: Readonly<Record<string, unknown>>, fields: readonly Field[]): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const { name, type } of fields) {
    if (type.kind !== 'rest') value[name] = fromCell(cell[name], type);
    else if (cell[name] !== null) Object.assign(value, JSON.parse(cell[REST] as string));
  }
  return value;
}
