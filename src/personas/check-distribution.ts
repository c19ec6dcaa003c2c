import { Persona } from '../domain/persona.js';
import { grammarProblems, type Problem } from './check-grammar.js';
import { slotsOf } from './clause-grammar.js';
import type { Condition } from './condition.js';
import type { Field, PersonaDistribution } from './distribution.js';
import { conditionProblems, domainsOf, type FactDomain } from './fact-domains.js';

/** Made by the pool, drawn from no table. */
const MADE_FIELDS = ['id', 'description'];

/** Everything about a distribution that its schema cannot see: references, order, values, coverage. */
export function distributionProblems(distribution: PersonaDistribution): Problem[] {
  const { fields, never, pool } = distribution;
  const problems: Problem[] = [];
  const known = new Map<string, FactDomain>();
  const implied = new Map<string, string[]>();
  const later = new Set([...fields].flatMap(([name, field]) => [...domainsOf(name, field).keys()]));

  for (const [name, field] of fields) {
    const domains = domainsOf(name, field);
    for (const fact of domains.keys()) later.delete(fact);
    const path = `fields.${name}`;
    for (const [at, condition] of conditionsOf(field)) {
      for (const { key, message, hint } of conditionProblems(condition, known, later)) {
        problems.push({ path: `${path}.${at}.${key}`, message, hint });
      }
    }
    problems.push(...valueProblems(name, field, domains.get(name)).map((problem) => ({ ...problem, path: `${path}.${problem.path}` })));
    if (field.kind === 'text') {
      const strangers = slotsOf(field.say).filter((slot) => !known.has(slot));
      for (const slot of strangers)
        problems.push({ path: `${path}.say`, message: `unknown field <${slot}>`, hint: 'name a field above this one' });
      implied.set(
        name,
        slotsOf(field.say).map((slot) => (fields.has(slot) ? slot : slot.slice(0, slot.lastIndexOf('.')))),
      );
    }
    if (field.kind === 'grammar') {
      problems.push(
        ...grammarProblems(field.grammar, known, implied, []).map((problem) => ({ ...problem, path: `${path}: ${problem.path}` })),
      );
      implied.set(
        name,
        Object.values(field.grammar.clauses).flatMap(({ tells }) => tells),
      );
    }
    for (const [fact, domain] of domains) known.set(fact, domain);
  }

  for (const [i, { when }] of never.entries()) {
    if (Object.keys(when).length === 0) {
      problems.push({
        path: `never.${i}`,
        message: 'a constraint without a condition excludes everybody',
        hint: 'name the facts that must not meet',
      });
    }
    for (const { key, message, hint } of conditionProblems(when, known, later))
      problems.push({ path: `never.${i}.when.${key}`, message, hint });
  }
  for (const [i, name] of pool.quota.entries()) {
    if ([...fields.keys()][i] !== name || fields.get(name)?.kind !== 'table') {
      problems.push({
        path: `pool.quota.${i}`,
        message: `${name} cannot be a quota`,
        hint: 'quota fields are tables and the first fields, in this order',
      });
    }
  }
  const visible = [...fields].filter(([, field]) => !field.latent).map(([name]) => name);
  for (const name of schemaFields()) {
    if (!visible.includes(name)) problems.push({ path: `fields.${name}`, message: 'a persona needs this field', hint: 'give it a table' });
  }
  const described = grammarProblems(distribution.description, known, implied, visible);
  return [...problems, ...described.map((problem) => ({ ...problem, path: `description: ${problem.path}` }))];
}

/** Field names as a distribution spells them: `language_style.address`. */
function schemaFields(): string[] {
  return Object.entries(Persona.shape).flatMap(([name, schema]) => {
    if (MADE_FIELDS.includes(name)) return [];
    return 'shape' in schema ? Object.keys(schema.shape).map((member) => `${name}.${member}`) : [name];
  });
}

function conditionsOf(field: Field): [string, Condition][] {
  const found: [string, Condition | undefined][] = [];
  if (field.kind === 'table' || field.kind === 'ranges')
    for (const [i, row] of field.rows.entries()) found.push([`rows.${i}.when`, row.when]);
  if (field.kind === 'list') for (const { value, when } of field.options) found.push([`options.${value}.when`, when]);
  if (field.kind === 'table' || field.kind === 'list')
    for (const [i, { when }] of field.adjust.entries()) found.push([`adjust.${i}.when`, when]);
  if (field.kind === 'number') for (const [i, { when }] of field.shifts.entries()) found.push([`shifts.${i}.when`, when]);
  if (field.kind === 'set') {
    for (const { value, chances } of field.items)
      for (const [i, { when }] of chances.entries()) found.push([`items.${value}.chances.${i}.when`, when]);
  }
  return found.flatMap(([at, condition]) => (condition === undefined ? [] : [[at, condition]]));
}

function valueProblems(name: string, field: Field, values: FactDomain | undefined): Problem[] {
  const problems: Problem[] = [];
  if (typeof values !== 'object') {
    if (field.kind === 'ranges') problems.push(...lastRowProblem(field.rows));
    return problems;
  }
  const [parent, member] = name.split('.') as [string, string?];
  const schema = Persona.shape[parent as keyof typeof Persona.shape];
  const valueSchema = member !== undefined && schema && 'shape' in schema ? schema.shape[member as keyof typeof schema.shape] : schema;
  for (const value of values) {
    const result = valueSchema?.safeParse(field.kind === 'set' ? [value] : value);
    if (result?.success === false) {
      problems.push({
        path: String(value),
        message: `"${value}" is no ${name}`,
        hint: result.error.issues[0]?.message ?? 'see the persona schema',
      });
    }
  }
  const unknownValues = (keys: string[], path: string) => {
    for (const key of keys.filter((each) => !values.has(each))) {
      problems.push({ path, message: `${name} is never "${key}"`, hint: `its values: ${[...values].slice(0, 12).join(', ')}` });
    }
  };
  if (field.kind === 'table' || field.kind === 'list') {
    for (const [i, { times }] of field.adjust.entries()) unknownValues(Object.keys(times), `adjust.${i}.times`);
  }
  if (field.kind === 'table') {
    unknownValues(Object.keys(field.with), 'with');
    problems.push(...lastRowProblem(field.rows));
  }
  if (field.kind === 'list') {
    if (!field.options.some(({ weight }) => weight > 0)) {
      problems.push({ path: 'options', message: 'the weights sum to 0', hint: 'give at least one option a share' });
    }
    const repeated = field.options.find((option, i) => field.options.findIndex(({ value }) => value === option.value) !== i);
    if (repeated) problems.push({ path: 'options', message: `"${repeated.value}" stands twice`, hint: 'merge the two' });
  }
  return problems;
}

function lastRowProblem(rows: readonly { when: Condition }[]): Problem[] {
  const last = rows.at(-1);
  if (last === undefined || Object.keys(last.when).length === 0) return [];
  return [
    { path: `rows.${rows.length - 1}`, message: 'where no row holds, nothing is left to draw', hint: 'end with a row without `when`' },
  ];
}
