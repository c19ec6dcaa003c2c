import type { Problem } from './check-grammar.js';
import { type ClauseGrammar, slotsOf } from './clause-grammar.js';
import type { Field, PersonaDistribution } from './distribution.js';

/** Values without an attribute that some text names: `<income_band.words>` needs words for every band. */
export function attributeProblems({
  fields,
  description,
  files,
}: Pick<PersonaDistribution, 'fields' | 'description' | 'files'>): Problem[] {
  const problems: Problem[] = [];
  for (const slot of new Set([...fields.values()].flatMap(slotsOfField).concat(slotsOfGrammar(description)))) {
    const name = slot.slice(0, slot.lastIndexOf('.'));
    const field = fields.get(name);
    if (fields.has(slot) || (field?.kind !== 'table' && field?.kind !== 'list')) continue;
    const attribute = slot.slice(name.length + 1);
    const offers = attributesOf(field);
    if (!offers.some(([, attributes]) => slot in attributes)) continue; // nobody knows it: an unknown slot
    for (const [value, attributes] of offers) {
      if (slot in attributes) continue;
      const path = field.kind === 'table' ? `fields.${name}.with.${value}` : `fields.${name}.options.${value}.with`;
      const message = `"${value}" has no attribute ${attribute}, which texts name as <${slot}>`;
      problems.push({ file: files.distribution, path, message, hint: `give it one: with: { ${attribute}: … }` });
    }
  }
  return problems;
}

/** Values that can be drawn, each with its attributes. */
function attributesOf(field: Extract<Field, { kind: 'table' | 'list' }>): [string, Readonly<Record<string, unknown>>][] {
  if (field.kind === 'list') return field.options.filter(({ weight }) => weight > 0).map((option) => [option.value, option.with]);
  const drawn = new Set(field.rows.flatMap(({ weights }) => Object.keys(weights).filter((value) => (weights[value] as number) > 0)));
  return [...drawn].map((value) => [value, field.with[value] ?? {}]);
}

function slotsOfField(field: Field): string[] {
  if (field.kind === 'text') return slotsOf(field.say);
  return field.kind === 'grammar' ? slotsOfGrammar(field.grammar) : [];
}

function slotsOfGrammar({ shapes, clauses }: ClauseGrammar): string[] {
  return [...shapes, ...Object.values(clauses).flatMap(({ say }) => say.map((wording) => wording.say))].flatMap(slotsOf);
}
