import { conditionsOf } from './check-field.js';
import { slotsOf } from './clause-grammar.js';
import type { Facts } from './condition.js';
import type { Field } from './distribution.js';

type Fields = ReadonlyMap<string, Field>;

/** The field that a fact belongs to: `city.province` to city. */
export function fieldOfFact(fact: keyof Facts, fields: { has(name: string): boolean }): string {
  return fields.has(fact) ? fact : fact.slice(0, fact.lastIndexOf('.'));
}

/** The fields that a field looks at when it is drawn. */
export function readBy(field: Field, fields: Fields): string[] {
  return [...new Set(factsReadBy(field).map((fact) => fieldOfFact(fact, fields)))];
}

/** These fields with all that they depend on, directly or not. */
export function withDependencies(names: Iterable<string>, fields: Fields): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const field = fields.get(name);
    if (field === undefined || found.has(name)) return;
    found.add(name);
    for (const earlier of readBy(field, fields)) visit(earlier);
  };
  for (const name of names) visit(name);
  return found;
}

function factsReadBy(field: Field): string[] {
  if (field.kind === 'text') return slotsOf(field.say);
  if (field.kind !== 'grammar') return conditionsOf(field).flatMap(([, condition]) => Object.keys(condition));
  const { shapes, clauses } = field.grammar;
  const wordings = Object.values(clauses).flatMap(({ say }) => say);
  const slots = [...shapes, ...wordings.map(({ say }) => say)].flatMap(slotsOf);
  return [...slots.filter((slot) => !(slot in clauses)), ...wordings.flatMap(({ when }) => Object.keys(when))];
}
