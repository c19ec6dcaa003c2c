import { z } from 'zod';
import { personaFieldSchema } from '../domain/persona.js';
import { parseCondition } from '../language/condition.js';

type Values = Readonly<Record<string, number | string | readonly string[]>>;

/** Stands for every value that no condition names. */
const ANOTHER = 'another';

/**
 * A persona that a scenario fits and that none of its causes does, as `age 24, products 信用卡/another`; null when there is none. Looks at every
 * combination of the values that the conditions tell apart, whatever a distribution makes of them, so one that no distribution yields counts too.
 * @param causes their conditions; one without leaves nobody out
 * @throws SyntaxError when a condition does not parse
 */
export function personaWithoutCause(fits: string | undefined, causes: readonly (string | undefined)[]): string | null {
  const conditioned = causes.filter((cause) => cause !== undefined).map(parseCondition);
  if (conditioned.length < causes.length) return null;
  const fit = fits === undefined ? [] : [parseCondition(fits)];
  const choices = [...valuesToldApart([...fit, ...conditioned])];
  for (const values of combinations(choices)) {
    const context = { flag: () => false, said: () => false, value: (name: string) => values[name] };
    if (fit.every(({ holds }) => holds(context)) && !conditioned.some(({ holds }) => holds(context))) return shown(values);
  }
  return null;
}

/** By name what a field can be as far as conditions tell: around every threshold of a number, the named values and another, any set of named ones. */
function valuesToldApart(conditions: readonly { values: readonly { name: string; options: readonly string[] }[] }[]) {
  const named = new Map<string, Set<string>>();
  for (const { name, options } of conditions.flatMap(({ values }) => values)) {
    named.set(name, new Set([...(named.get(name) ?? []), ...options]));
  }
  return new Map(
    [...named].map(([name, options]): [string, Values[string][]] => {
      const schema = personaFieldSchema(name.replace('persona.', ''));
      if (schema instanceof z.ZodNumber) return [name, [...new Set([...options].map(Number).flatMap((at) => [at - 1, at, at + 1]))]];
      if (schema instanceof z.ZodArray) return [name, subsets([...options]).map((some) => [...some, ANOTHER])];
      const all = schema instanceof z.ZodEnum && schema.options.every((option) => options.has(String(option)));
      return [name, all ? [...options] : [...options, ANOTHER]];
    }),
  );
}

function* combinations([first, ...rest]: readonly [string, readonly Values[string][]][]): Generator<Values> {
  if (!first) return yield {};
  for (const value of first[1]) for (const others of combinations(rest)) yield { [first[0]]: value, ...others };
}

function subsets(items: readonly string[]): string[][] {
  return Array.from({ length: 2 ** items.length }, (_, chosen) => items.filter((_item, at) => (chosen & (2 ** at)) !== 0));
}

function shown(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name.replace('persona.', '')} ${[value].flat().join('/')}`)
    .join(', ');
}
