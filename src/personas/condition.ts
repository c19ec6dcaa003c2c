import { z } from 'zod';

/** What is known of a persona while it is drawn: field values, and attributes of drawn values as `field.attribute`. */
export type FactValue = string | number | readonly string[];
export type Facts = Readonly<Record<string, FactValue>>;

const Scalar = z.union([z.string(), z.number()]);
const Scalars = z.union([Scalar, z.array(Scalar).min(1)]);

/**
 * What one fact must be: a value or one of a list (a set field: it holds one of them), a closed range, or none of a list.
 */
export const FactTest = z.union(
  [
    Scalars,
    z
      .strictObject({ min: z.number().optional(), max: z.number().optional() })
      .refine(({ min, max }) => min !== undefined || max !== undefined),
    z.strictObject({ not: Scalars }),
  ],
  { error: 'must be a value, a list of values, {min: …, max: …} or {not: …}' },
);
export type FactTest = z.infer<typeof FactTest>;

/** All of these facts hold. An empty one always does. */
export const Condition = z.record(z.string(), FactTest);
export type Condition = z.infer<typeof Condition>;

export function holds(condition: Condition | undefined, facts: Facts): boolean {
  if (condition === undefined) return true;
  for (const name in condition) {
    const fact = facts[name];
    if (fact === undefined || !passes(fact, condition[name] as FactTest)) return false;
  }
  return true;
}

/** The literal values that a test names, for validation; none for a range. */
export function valuesNamed(test: FactTest): readonly (string | number)[] {
  if (typeof test !== 'object') return [test];
  if (Array.isArray(test)) return test;
  return 'not' in test ? valuesNamed(test.not) : [];
}

export function isRange(test: FactTest): test is { min?: number | undefined; max?: number | undefined } {
  return typeof test === 'object' && !Array.isArray(test) && !('not' in test);
}

function passes(fact: FactValue, test: FactTest): boolean {
  if (typeof test !== 'object') return isOneOf(fact, [test]);
  if (Array.isArray(test)) return isOneOf(fact, test);
  if ('not' in test) return !passes(fact, test.not);
  return typeof fact === 'number' && fact >= (test.min ?? -Infinity) && fact <= (test.max ?? Infinity);
}

function isOneOf(fact: FactValue, wanted: readonly (string | number)[]): boolean {
  return typeof fact === 'object' ? fact.some((item) => wanted.includes(item)) : wanted.includes(fact);
}
