import { z } from 'zod';

/**
 * Type of a column, or of what a column is made of. `map` is a list of `{ key, value }`, since many readers of Parquet have no map type;
 * `rest` is JSON text of the members that the schema of a struct does not name.
 */
export type ColumnType =
  | { kind: 'string' | 'integer' | 'number' | 'boolean' | 'rest' }
  | { kind: 'list'; element: ColumnType }
  | { kind: 'map'; value: ColumnType }
  | { kind: 'struct'; fields: readonly Field[] };

export interface Field {
  name: string;
  type: ColumnType;
  /** The value can be null, or the member absent. */
  nullable: boolean;
}

/** Name of the field that takes the members a loose object does not name. */
export const REST = 'further';

type Node = z.core.JSONSchema.BaseSchema;

/**
 * The columns of rows that a zod object describes: closed objects become structs, a union of objects one struct with all their members.
 * @throws TypeError where the schema holds what has no column type; that is a bug of the schema, not of data
 */
export function columnsOf(schema: z.ZodType): readonly Field[] {
  return membersOf(z.toJSONSchema(schema));
}

function membersOf(node: Node): Field[] {
  const fields = Object.entries(node.properties ?? {}).map(([name, member]) => {
    const { type, nullable } = typeOf(member as Node);
    return { name, type, nullable: nullable || !node.required?.includes(name) };
  });
  const isLoose = typeof node.additionalProperties === 'object' && Object.keys(node.additionalProperties).length === 0;
  return isLoose ? [...fields, { name: REST, type: { kind: 'rest' }, nullable: true }] : fields;
}

function typeOf(node: Node): { type: ColumnType; nullable: boolean } {
  const options = (node.anyOf ?? node.oneOf ?? []) as Node[];
  const present = options.filter(({ type }) => type !== 'null');
  if (present.length === 1) return { type: typeOf(present[0] as Node).type, nullable: present.length < options.length };
  if (present.length > 1)
    return { type: { kind: 'struct', fields: unite(present.map(membersOf)) }, nullable: present.length < options.length };
  if (Array.isArray(node.type)) {
    const [type, ...others] = (node.type as string[]).filter((name) => name !== 'null');
    if (others.length === 0) return { type: plainType({ ...node, type } as Node), nullable: true };
  }
  return { type: plainType(node), nullable: false };
}

function plainType(node: Node): ColumnType {
  switch (node.type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { kind: node.type };
    case 'array':
      return { kind: 'list', element: typeOf(node.items as Node).type };
    case 'object':
      return node.properties
        ? { kind: 'struct', fields: membersOf(node) }
        : { kind: 'map', value: typeOf(node.additionalProperties as Node).type };
    default:
      throw new TypeError(`there is no column type for ${JSON.stringify(node)}`);
  }
}

/** All members of some structs in order of first appearance; one that a struct lacks is nullable. */
function unite(structs: readonly Field[][]): Field[] {
  const names = new Set(structs.flatMap((fields) => fields.map(({ name }) => name)));
  return [...names].map((name) => {
    const found = structs.flatMap((fields) => fields.filter((field) => field.name === name));
    const [first] = found as [Field];
    if (found.some(({ type }) => JSON.stringify(type) !== JSON.stringify(first.type))) throw new TypeError(`${name} has two types`);
    return { ...first, nullable: found.length < structs.length || found.some(({ nullable }) => nullable) };
  });
}
