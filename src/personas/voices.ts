import { type ClauseGrammar, slotsOf } from './clause-grammar.js';
import type { Field, PersonaDistribution, Sentences } from './distribution.js';

type Fields = ReadonlyMap<string, Field>;

/** Fields whose values the text of a field says too, by field: 邓女士 says surname and gender. */
export function voicedByTexts(fields: Fields): Map<string, readonly string[]> {
  return new Map([...fields].map(([name, field]) => [name, voicedByText(field, fields)]));
}

function voicedByText(field: Field, fields: Fields): readonly string[] {
  if (field.kind === 'grammar') return Object.values(field.grammar.clauses).flatMap(({ tells }) => tells);
  if (field.kind !== 'text') return [];
  return slotsOf(field.say).map((slot) => fieldOfSlot(slot, fields));
}

/** The fields that a shape or wording of a grammar voices. */
export function voicedBy(
  text: string,
  grammar: ClauseGrammar,
  fields: { has(name: string): boolean },
  byTexts: ReadonlyMap<string, readonly string[]>,
): Set<string> {
  const direct = slotsOf(text).flatMap((slot) => grammar.clauses[slot]?.tells ?? [fieldOfSlot(slot, fields)]);
  return new Set(direct.flatMap((field) => [field, ...(byTexts.get(field) ?? []), ...(grammar.implies[field] ?? [])]));
}

function fieldOfSlot(slot: string, fields: { has(name: string): boolean }): string {
  const parent = slot.slice(0, Math.max(0, slot.lastIndexOf('.')));
  return fields.has(parent) ? parent : slot;
}

/** Names of the fields that stand in a persona. */
export function visibleFields(fields: Fields): string[] {
  return [...fields].filter(([, field]) => !field.latent).map(([name]) => name);
}

/** Sentences for the fields that not every shape of the description voices. */
export function furtherSentences({ fields, description }: Pick<PersonaDistribution, 'fields' | 'description'>): Map<string, Sentences> {
  const byTexts = voicedByTexts(fields);
  const voiced = description.shapes.map((shape) => voicedBy(shape, description, fields, byTexts));
  const silent = visibleFields(fields).filter((name) => !voiced.every((names) => names.has(name)));
  return new Map(
    silent.map((name) => {
      const { label = name, describe = [] } = fields.get(name) as Field;
      return [name, { own: describe, otherwise: description.further.replace('<label>', label).replace('<value>', `<${name}>`) }];
    }),
  );
}
