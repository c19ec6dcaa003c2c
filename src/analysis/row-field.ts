import type { DialogueRecord } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';

/** More values than that are cut into quarters where they are numbers, and refused where they are words. */
const MOST_NUMBERS = 8;
const MOST_WORDS = 100;
const QUARTERS = [0.25, 0.5, 0.75];

export type FieldValue = string | number;

/**
 * The value of a field of a row: `topic`, `persona.age_band`, `persona.products.理财` (a list has a member or has it not).
 * @throws RolecsError `field-unknown`: names what there is at that place
 */
export function fieldOf(row: DialogueRecord, path: string): FieldValue {
  let value: unknown = row;
  const keys = path.split('.');
  for (const [depth, key] of keys.entries()) {
    if (Array.isArray(value) && value.every((member) => typeof member === 'string')) {
      const member = keys.slice(depth).join('.');
      return value.includes(member) ? `with ${member}` : `without ${member}`;
    }
    const known = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, key);
    if (!known) throw unknown(path, keys.slice(0, depth), value);
    value = (value as Record<string, unknown>)[key];
  }
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (value === null) return 'none';
  throw unknown(path, keys, value);
}

/**
 * Puts each value into a group: numbers of many values into quarters of the dialogues, words into one group each.
 * @returns name of the group of each value, and the names in their order
 * @throws RolecsError `field-too-fine`
 */
export function groupValues(values: readonly FieldValue[], path: string): { labels: string[]; groups: string[] } {
  const different = [...new Set(values)];
  if (different.every((value) => typeof value === 'number')) {
    const numbers = values as readonly number[];
    const sorted = [...different].sort((a, b) => a - b);
    if (sorted.length <= MOST_NUMBERS) return { labels: numbers.map(String), groups: sorted.map(String) };
    return inQuarters(numbers);
  }
  if (different.length > MOST_WORDS) {
    throw new RolecsError(
      'field-too-fine',
      `--by ${path}: ${different.length} different values are too many to compare, ${MOST_WORDS} at most`,
      {
        hint: 'name a field with fewer values: persona.age_band, topic, outcome',
      },
    );
  }
  const groups = different.map(String).sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));
  return { labels: values.map(String), groups };
}

function inQuarters(values: readonly number[]): { labels: string[]; groups: string[] } {
  const sorted = [...values].sort((a, b) => a - b);
  const cuts = [...new Set(QUARTERS.map((quarter) => sorted[Math.floor(quarter * sorted.length)] as number))].filter(
    (cut) => cut > (sorted[0] as number),
  );
  const groupAt = (value: number) => cuts.filter((cut) => value >= cut).length;
  const ranges = Array.from({ length: cuts.length + 1 }, () => ({ from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY }));
  for (const value of values) {
    const range = ranges[groupAt(value)] as { from: number; to: number };
    range.from = Math.min(range.from, value);
    range.to = Math.max(range.to, value);
  }
  const groups = ranges.map(({ from, to }) => `${from} to ${to}`);
  return { labels: values.map((value) => groups[groupAt(value)] as string), groups };
}

function unknown(path: string, found: readonly string[], value: unknown): RolecsError {
  const place = found.length === 0 ? 'a row' : found.join('.');
  if (Array.isArray(value)) {
    const members = value.filter((member) => typeof member === 'string');
    return new RolecsError('field-unknown', `--by ${path}: ${place} is a list`, {
      hint: members.length > 0 ? `compare by a member of it: ${place}.${members[0]}` : 'name a field with one value',
    });
  }
  const fields = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return new RolecsError('field-unknown', `--by ${path}: rows have no such field with one value`, {
    hint: fields.length > 0 ? `${place} has ${fields.join(', ')}` : `${place} is a single value`,
  });
}
