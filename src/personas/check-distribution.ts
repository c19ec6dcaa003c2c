import { Persona } from '../domain/persona.js';
import { ageProblems } from './check-ages.js';
import { attributeProblems } from './check-attributes.js';
import { fieldProblems } from './check-field.js';
import { grammarProblems, type Problem } from './check-grammar.js';
import { slotsOf } from './clause-grammar.js';
import type { Field, PersonaDistribution } from './distribution.js';
import { conditionProblems, domainsOf, type FactDomain } from './fact-domains.js';

/** Made by the pool, drawn from no table. */
const MADE_FIELDS = ['id', 'description'];

/** Everything about a distribution that its schema cannot see: references, their order, values, coverage. */
export function distributionProblems(distribution: PersonaDistribution): Problem[] {
  const { fields, files } = distribution;
  const problems: Problem[] = [];
  const known = new Map<string, FactDomain>();
  const later = new Set([...fields].flatMap(([name, field]) => [...domainsOf(name, field).keys()]));
  const voicedBy = new Map<string, readonly string[]>();
  for (const [name, field] of fields) {
    const domains = domainsOf(name, field);
    for (const fact of domains.keys()) later.delete(fact);
    problems.push(...fieldProblems(name, field, files.distribution, known, later));
    if (field.kind === 'grammar') problems.push(...grammarProblems(field.grammar, field.grammar_from, known, voicedBy, []));
    voicedBy.set(name, fieldsVoiced(field, fields));
    for (const [fact, domain] of domains) known.set(fact, domain);
  }
  const visible = [...fields].filter(([, field]) => !field.latent).map(([name]) => name);
  return [
    ...problems,
    ...poolProblems(distribution, known),
    ...ageProblems(distribution),
    ...attributeProblems(distribution),
    ...schemaFields()
      .filter((name) => !visible.includes(name))
      .map((name) => ({
        file: files.distribution,
        path: `fields.${name}`,
        message: 'a persona needs this field',
        hint: 'give it a table',
      })),
    ...grammarProblems(distribution.description, files.description, known, voicedBy, visible),
  ];
}

function poolProblems({ fields, never, pool, files }: PersonaDistribution, known: ReadonlyMap<string, FactDomain>): Problem[] {
  const file = files.distribution;
  const problems: Problem[] = [];
  for (const [i, { when }] of never.entries()) {
    if (Object.keys(when).length === 0) {
      const message = 'a constraint without a condition excludes everybody';
      problems.push({ file, path: `never.${i}`, message, hint: 'name the facts that must not meet' });
    }
    for (const { key, message, hint } of conditionProblems(when, known, new Set())) {
      problems.push({ file, path: `never.${i}.when.${key}`, message, hint });
    }
  }
  for (const [i, name] of pool.quota.entries()) {
    if ([...fields.keys()][i] === name && fields.get(name)?.kind === 'table') continue;
    const hint = 'quota fields are tables and the first fields, in this order';
    problems.push({ file, path: `pool.quota.${i}`, message: `${name} cannot be a quota`, hint });
  }
  return problems;
}

/** Fields whose values a field's text says: 邓女士 says surname and gender. */
function fieldsVoiced(field: Field, fields: PersonaDistribution['fields']): string[] {
  if (field.kind === 'grammar') return Object.values(field.grammar.clauses).flatMap(({ tells }) => tells);
  if (field.kind !== 'text') return [];
  return slotsOf(field.say).map((slot) => (fields.has(slot) ? slot : slot.slice(0, slot.lastIndexOf('.'))));
}

/** Field names as a distribution spells them: `language_style.address`. */
function schemaFields(): string[] {
  return Object.entries(Persona.shape).flatMap(([name, schema]) => {
    if (MADE_FIELDS.includes(name)) return [];
    return 'shape' in schema ? Object.keys(schema.shape).map((member) => `${name}.${member}`) : [name];
  });
}
