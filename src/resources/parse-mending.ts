import type { z } from 'zod';
import { placeOf, valueAt } from './read-yaml.js';

const ROUNDS = 20;

/**
 * Parses with a schema and, where that fails, goes on with harmless values in place of the wrong ones, so that what else is wrong can be
 * found in the same go.
 * @returns all issues, and the data so mended: null where it cannot be mended
 */
export function parseMending<T>(schema: z.ZodType<T>, source: unknown): { data: T | null; issues: z.core.$ZodIssue[] } {
  const value = structuredClone(source);
  const issues: z.core.$ZodIssue[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const result = schema.safeParse(value);
    if (result.success) return { data: result.data, issues };
    const told = new Set(issues.map(({ path }) => path.join('.')));
    issues.push(...result.error.issues.filter(({ path }) => !told.has(path.join('.'))));
    if (!result.error.issues.every((issue) => mend(value, issue))) break;
  }
  return { data: null, issues };
}

/** Changes the value in place. @returns whether there was something to do */
function mend(value: unknown, issue: z.core.$ZodIssue): boolean {
  const path = placeOf(issue);
  const key = path.at(-1);
  const holder = valueAt(value, path.slice(0, -1)) as Record<PropertyKey, unknown> | undefined;
  if (key === undefined || holder === null || typeof holder !== 'object') return false;
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const unknown of issue.keys) delete (valueAt(value, issue.path) as Record<string, unknown>)[unknown];
      return true;
    case 'invalid_value':
      holder[key] = issue.values[0];
      return true;
    case 'custom':
      return evenOut(holder[key]);
    case 'invalid_union': // a test in a condition; a kind of table cannot be guessed
      return key !== 'kind' && delete holder[key];
    default:
      if (!('expected' in issue || 'origin' in issue)) return false;
      if ('expected' in issue && issue.expected === 'undefined') return delete holder[key];
      return replace(holder, key, 'expected' in issue ? issue.expected : issue.origin);
  }
}

function replace(holder: Record<PropertyKey, unknown>, key: PropertyKey, expected: string): boolean {
  if (expected === 'string') holder[key] = '?';
  else if (expected === 'number' || expected === 'int') holder[key] = 1;
  else return false;
  return true;
}

/** Weights that sum to 0 become equal ones, a range that is upside down a single number. */
function evenOut(found: unknown): boolean {
  if (found === null || typeof found !== 'object') return false;
  if (Array.isArray(found)) return found.length > 0 && found.every((range) => setAll(range, (key) => key === 'weight', 1));
  if ('from' in found && 'to' in found) return setAll(found, (key) => key === 'to', found.from);
  return setAll(found, (key) => typeof (found as Record<string, unknown>)[key] === 'number', 1);
}

function setAll(holder: unknown, isMeant: (key: string) => boolean, value: unknown): boolean {
  if (holder === null || typeof holder !== 'object') return false;
  const keys = Object.keys(holder).filter(isMeant);
  for (const key of keys) (holder as Record<string, unknown>)[key] = value;
  return keys.length > 0;
}
