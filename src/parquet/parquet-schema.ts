import type { SchemaElement } from 'hyparquet-writer';
import type { ColumnType, Field } from './column-type.js';

const LEAVES = {
  string: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  rest: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
} as const;

/** The schema of a Parquet file, depth first as the format wants it; lists in the three-level form of its specification. */
export function parquetSchemaOf(columns: readonly Field[]): SchemaElement[] {
  return [{ name: 'schema', num_children: columns.length }, ...columns.flatMap(elementsOf)];
}

function elementsOf({ name, type, nullable }: Field): SchemaElement[] {
  const own = { name, repetition_type: nullable ? ('OPTIONAL' as const) : ('REQUIRED' as const) };
  switch (type.kind) {
    case 'struct':
      return [{ ...own, num_children: type.fields.length }, ...type.fields.flatMap(elementsOf)];
    case 'list':
      return listOf(own, type.element);
    case 'map':
      return listOf(own, entryOf(type.value));
    default:
      return [{ ...own, ...LEAVES[type.kind] }];
  }
}

function listOf(own: SchemaElement, element: ColumnType): SchemaElement[] {
  return [
    { ...own, num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
    { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
    ...elementsOf({ name: 'element', type: element, nullable: false }),
  ];
}

/** What an entry of a map is in a column. */
export function entryOf(value: ColumnType): ColumnType {
  return {
    kind: 'struct',
    fields: [
      { name: 'key', type: { kind: 'string' }, nullable: false },
      { name: 'value', type: value, nullable: false },
    ],
  };
}
