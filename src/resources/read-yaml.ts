import { readFileSync } from 'node:fs';
import { load, YAMLException } from 'js-yaml';
import type { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { placeYaml } from './yaml-places.js';

/**
 * Reads a YAML file and parses it with a schema.
 * @param path where the file is
 * @param shownPath how messages name it (relative to the project)
 * @throws RolecsError `resource-unreadable`, `resource-not-yaml`, `resource-invalid`: names file, line, key and value of every fault
 */
export function readYaml<T>(path: string, schema: z.ZodType<T>, shownPath: string): T {
  return parseYaml(readText(path, shownPath), schema, shownPath);
}

/** @throws RolecsError `resource-unreadable` */
export function readText(path: string, shownPath: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RolecsError('resource-unreadable', `cannot read ${shownPath}: ${(cause as Error).message}`, {
      cause,
      hint: 'restore the file, or check its permissions',
    });
  }
}

/** Same, for text that is at hand. */
export function parseYaml<T>(source: string, schema: z.ZodType<T>, shownPath: string): T {
  const quickly = parseSound(source, schema);
  return quickly === null ? parseNaming(source, schema, shownPath) : quickly.data;
}

/** js-yaml takes a third of the time, and keeps no places: for text that has no fault. Null when it has one. */
function parseSound<T>(source: string, schema: z.ZodType<T>): { data: T } | null {
  try {
    const result = schema.safeParse(load(source));
    return result.success ? { data: result.data } : null;
  } catch (error) {
    if (error instanceof YAMLException) return null;
    throw error;
  }
}

function parseNaming<T>(source: string, schema: z.ZodType<T>, shownPath: string): T {
  const { value, lineOf } = placeYaml(source, shownPath);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues.map((issue) => {
    const path = placeOf(issue);
    return `${shownPath}:${lineOf(path)}: ${path.join('.') || 'the file'}: ${saidOf(issue, value)}`;
  });
  throw new RolecsError('resource-invalid', `${first}${others.length > 0 ? ` (and ${others.length} more)` : ''}`, {
    hint: 'see docs/authoring.md and the comments in data/ for the format',
    details: others,
  });
}

/** Where an issue stands. An unknown key is reported for the map that holds it; the key itself is what the reader looks for. */
export function placeOf(issue: z.core.$ZodIssue): (string | number)[] {
  return (issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path) as (string | number)[];
}

/** What is wrong, and which value it was found in. */
export function saidOf(issue: z.core.$ZodIssue, value: unknown): string {
  const found = valueAt(value, placeOf(issue));
  return `${issue.message}${found === undefined ? '' : `, found ${shorten(found)}`}`;
}

export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current: unknown = value;
  for (const key of path) {
    if (current === null || typeof current !== 'object') return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
