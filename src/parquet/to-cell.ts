import type { ColumnType, Field } from './column-type.js';

/** A value as the writer takes it for a column of that type: integers as bigint, maps as entries, members that are not named as JSON. */
export function toCell(value: unknown, type: ColumnType): unknown {
  if (value === null || value === undefined) return null;
  switch (type.kind) {
    case 'integer':
      return BigInt(value as number);
    case 'list':
      return (value as unknown[]).map((element) => toCell(element, type.element));
    case 'map':
      return Object.entries(value).map(([key, member]) => ({ key, value: toCell(member, type.value) }));
    case 'struct':
      return structCell(value as Record<string, unknown>, type.fields);
    default:
      return value;
  }
}

function structCell(value: Readonly<Record<string, unknown>>, fields: readonly Field[]): Record<string, unknown> {
  const cell: Record<string, unknown> = {};
  for (const { name, type } of fields) cell[name] = type.kind === 'rest' ? restOf(value, fields) : toCell(value[name], type);
  return cell;
}

function restOf(value: Readonly<Record<string, unknown>>, fields: readonly Field[]): string | null {
  const named = new Set(fields.map(({ name }) => name));
  const rest = Object.entries(value).filter(([name]) => !named.has(name));
  return rest.length === 0 ? null : JSON.stringify(Object.fromEntries(rest));
}
