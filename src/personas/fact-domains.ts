import { type Condition, isRange, valuesNamed } from './condition.js';
import type { Field } from './distribution.js';

/** What a fact can be: one of these values, a number, or text that no condition can usefully name. */
export type FactDomain = ReadonlySet<string | number> | 'number' | 'text';

/** The facts that a field adds: its value and its attributes. */
export function domainsOf(name: string, field: Field): Map<string, FactDomain> {
  switch (field.kind) {
    case 'table': {
      const values = new Set(field.rows.flatMap(({ weights }) => Object.keys(weights)));
      return new Map([[name, values], ...attributeDomains(Object.values(field.with))]);
    }
    case 'list': {
      const values = new Set(field.options.map(({ value }) => value));
      const attributes = field.options.map((option) => option.with);
      return new Map([[name, values], ...attributeDomains(attributes)]);
    }
    case 'set':
      return new Map<string, FactDomain>([
        [name, new Set(field.items.map(({ value }) => value))],
        [`${name}.count`, 'number'],
      ]);
    case 'ranges':
    case 'number':
      return new Map([[name, 'number']]);
    case 'text':
    case 'grammar':
      return new Map([[name, 'text']]);
  }
}

/** What is wrong with a condition where these facts are known: the key, what is wrong, and what would be right. */
export function conditionProblems(
  condition: Condition,
  known: ReadonlyMap<string, FactDomain>,
  later: ReadonlySet<string>,
): { key: string; message: string; hint: string }[] {
  return Object.entries(condition).flatMap(([key, test]) => {
    const domain = known.get(key);
    const problem = (message: string, hint: string) => [{ key, message, hint }];
    if (domain === undefined) {
      return later.has(key)
        ? problem(`${key} is drawn later`, 'a condition may name earlier fields only: move this field below it')
        : problem(`unknown field ${key}`, `known here: ${[...known.keys()].join(', ')}`);
    }
    if (domain === 'text') return problem(`${key} is free text`, 'let the condition name the fields that the text depends on');
    if (domain === 'number') {
      const word = valuesNamed(test).find((value) => typeof value !== 'number');
      return word === undefined ? [] : problem(`${key} is a number, found "${word}"`, 'give a number, or {min: …, max: …}');
    }
    if (isRange(test) && ![...domain].every((value) => typeof value === 'number')) {
      return problem(`${key} is no number`, `name its values: ${shown(domain)}`);
    }
    const stranger = valuesNamed(test).find((value) => !domain.has(value));
    return stranger === undefined ? [] : problem(`${key} is never "${stranger}"`, `its values: ${shown(domain)}`);
  });
}

function shown(values: ReadonlySet<string | number>): string {
  const first = [...values].slice(0, 12).join(', ');
  return values.size > 12 ? `${first}, … (${values.size})` : first;
}

function attributeDomains(all: readonly Readonly<Record<string, string | number>>[]): [string, FactDomain][] {
  const domains = new Map<string, Set<string | number>>();
  for (const attributes of all) {
    for (const [fact, value] of Object.entries(attributes)) domains.set(fact, (domains.get(fact) ?? new Set()).add(value));
  }
  return [...domains];
}
