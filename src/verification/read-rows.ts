import { z } from 'zod';
import { readLines } from '../resources/read-lines.js';
import type { FindingSink, Place } from './findings.js';

export interface PlacedRow<Row> {
  row: Row;
  place: Place;
  /** Of the line in its file, in bytes. */
  offset: number;
  length: number;
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Streams the rows of a JSONL file that can be read; what is wrong with the others is a finding.
 * @param keys that a row begins with, in this order (contract §2)
 */
export async function* readRows<Row>(
  path: string,
  { file, schema, keys, findings }: { file: string; schema: z.ZodType<Row>; keys: readonly string[]; findings: FindingSink },
): AsyncGenerator<PlacedRow<Row>> {
  let line = 0;
  let offset = 0;
  for await (const { bytes, whole } of readLines(path)) {
    line++;
    const place = { file, line, id: null };
    const read = parse(bytes, schema, keys);
    if (!whole) findings.add('row-unreadable', place, 'the last line is torn: no line feed ends it');
    if ('fault' in read) findings.add('row-unreadable', { ...place, id: read.id }, read.fault);
    else yield { row: read.row, place: { ...place, id: read.id }, offset, length: bytes.length };
    offset += bytes.length;
  }
}

type Parsed<Row> = { id: string | null } & ({ row: Row } | { fault: string });

function parse<Row>(bytes: Buffer, schema: z.ZodType<Row>, keys: readonly string[]): Parsed<Row> {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes));
  } catch (error) {
    return { id: null, fault: error instanceof SyntaxError ? `no JSON: ${error.message}` : 'not UTF-8' };
  }
  const id = z.object({ id: z.string() }).safeParse(value).data?.id ?? null;
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { id, fault: `${issue?.path.join('.') || 'the row'}: ${issue?.message}` };
  }
  const found = Object.keys(value as object).slice(0, keys.length);
  if (found.join() !== keys.join()) return { id, fault: `its keys begin with ${found.join(', ')}; ${keys.join(', ')} come first` };
  return { id, row: parsed.data };
}
