import { z } from 'zod';
import { Persona } from '../domain/persona.js';
import { ageProblems } from './check-ages.js';
import { attributeProblems } from './check-attributes.js';
import { fieldProblems } from './check-field.js';
import { grammarProblems, type Problem } from './check-grammar.js';
import type { PersonaDistribution } from './distribution.js';
import { isChoice } from './draw-field.js';
import { conditionProblems, domainsOf, type FactDomain } from './fact-domains.js';
import { visibleFields, voicedByTexts } from './voices.js';

/** Made by the pool, drawn from no table. */
const MADE_FIELDS = ['id', 'description'];

/** Everything about a distribution that its schema cannot see: references, their order, values, coverage. */
export function distributionProblems(distribution: PersonaDistribution): Problem[] {
  const { fields, files } = distribution;
  const problems: Problem[] = [];
  const known = new Map<string, FactDomain>();
  const later = new Set([...fields].flatMap(([name, field]) => [...domainsOf(name, field).keys()]));
  const byTexts = voicedByTexts(fields);
  for (const [name, field] of fields) {
    const domains = domainsOf(name, field);
    for (const fact of domains.keys()) later.delete(fact);
    problems.push(...fieldProblems(name, field, files.distribution, known, later));
    if (field.kind === 'grammar') problems.push(...grammarProblems(field.grammar, field.grammar_from, known, byTexts, []));
    for (const [fact, domain] of domains) known.set(fact, domain);
  }
  const visible = visibleFields(fields);
  return [
    ...problems,
    ...poolProblems(distribution, known),
    ...ageProblems(distribution),
    ...attributeProblems(distribution),
    ...requiredFields()
      .filter((name) => !visible.includes(name))
      .map((name) => ({
        file: files.distribution,
        path: `fields.${name}`,
        message: 'the simulator reads this field of every persona',
        hint: 'give it a table; it cannot be removed',
      })),
    ...grammarProblems(
      distribution.description,
      files.description,
      known,
      byTexts,
      visible.filter((name) => !distribution.further.has(name)),
    ),
    ...sentenceProblems(distribution, known, byTexts),
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
  for (const [i, name] of pool.balanced.entries()) {
    if (isChoice(fields.get(name))) continue;
    const hint = 'balanced fields are tables or lists';
    problems.push({ file, path: `pool.balanced.${i}`, message: `${name} cannot be balanced`, hint });
  }
  return problems;
}

/** What is wrong with the sentences that fields bring along. */
function sentenceProblems(
  { fields, description, files }: PersonaDistribution,
  known: ReadonlyMap<string, FactDomain>,
  byTexts: ReadonlyMap<string, readonly string[]>,
): Problem[] {
  return [...fields].flatMap(([name, { describe: say }]) => {
    if (say === undefined) return [];
    const clause = `${name}'s`;
    const grammar = { ...description, shapes: [`<${clause}>`], clauses: { [clause]: { tells: [name], say } } };
    return grammarProblems(grammar, files.distribution, known, byTexts, []).map((problem) => ({
      ...problem,
      path: problem.path.replace(`clauses.${clause}.say`, `fields.${name}.describe`),
    }));
  });
}

/** Names of the fields that every persona has, as a distribution spells them: `language_style.address`. */
export function requiredFields(): string[] {
  return Object.entries(Persona.shape).flatMap(([name, schema]) => {
    if (MADE_FIELDS.includes(name) || schema instanceof z.ZodOptional) return [];
    return 'shape' in schema ? Object.keys(schema.shape).map((member) => `${name}.${member}`) : [name];
  });
}
