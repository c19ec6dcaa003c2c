import { readFileSync } from 'node:fs';
import { load, YAMLException } from 'js-yaml';
import { LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { RolecsError } from '../domain/errors.js';

/**
 * Reads a YAML file and parses it with a schema.
 * @param path where the file is
 * @param shownPath how messages name it (relative to the project)
 * @throws RolecsError `resource-unreadable`, `resource-not-yaml`, `resource-invalid`: names file, line, key and value
 */
export function readYaml<T>(path: string, schema: z.ZodType<T>, shownPath: string): T {
  let source: string;
  try {
    source = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new RolecsError('resource-unreadable', `cannot read ${shownPath}: ${(cause as Error).message}`, {
      cause,
      hint: 'restore the file, or check its permissions',
    });
  }
  return parseYaml(source, schema, shownPath);
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

/** yaml keeps the place of every value, so that a fault can be named with its line. */
function parseNaming<T>(source: string, schema: z.ZodType<T>, shownPath: string): T {
  const lineCounter = new LineCounter();
  const document = parseDocument(source, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const refuse = (offset: number, message: string): never => {
    const { line, col } = lineCounter.linePos(offset);
    throw new RolecsError('resource-not-yaml', `${shownPath}:${line}:${col}: not valid YAML: ${message}`, {
      hint: 'indent with spaces, and quote text that begins with a YAML sign',
    });
  };
  const [yamlError] = document.errors;
  if (yamlError) refuse(yamlError.pos[0], yamlError.message);
  visit(document, {
    Alias: (_key, alias) => {
      if (!alias.resolve(document)) refuse(alias.range?.[0] ?? 0, `"*${alias.source}" refers to nothing`);
    },
  });
  const value: unknown = document.toJS();
  const result = schema.safeParse(value);
  if (result.success) return result.data;

  const [issue] = result.error.issues;
  if (!issue) throw new Error('zod reported failure without an issue');
  // An unknown key is reported for the map that holds it; the key itself is what the reader looks for.
  const path = (issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path) as (string | number)[];
  const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
  const parent = document.getIn(path.slice(0, -1), true) as { range?: [number, number, number] } | undefined;
  const offset = node?.range?.[0] ?? parent?.range?.[0] ?? 0;
  const { line } = lineCounter.linePos(offset);
  const found = valueAt(value, path);
  const more = result.error.issues.length - 1;
  throw new RolecsError(
    'resource-invalid',
    `${shownPath}:${line}: ${path.join('.') || 'the file'}: ${issue.message}${found === undefined ? '' : `, found ${shorten(found)}`}${
      more > 0 ? ` (and ${more} more)` : ''
    }`,
    { hint: 'see docs/authoring.md and the comments in data/ for the format' },
  );
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
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
