import { personaFieldSchema } from '../domain/persona.js';
import type { Problem } from './check-grammar.js';
import { slotsOf } from './clause-grammar.js';
import type { Condition } from './condition.js';
import type { Field } from './distribution.js';
import { conditionProblems, domainsOf, type FactDomain } from './fact-domains.js';

/** Where and what, without the file. */
type Finding = Omit<Problem, 'file'>;

/**
 * What is wrong with one field where these facts are known.
 * @param file where it stands
 * @param later facts of the fields below it
 */
export function fieldProblems(
  name: string,
  field: Field,
  file: string,
  known: ReadonlyMap<string, FactDomain>,
  later: ReadonlySet<string>,
): Problem[] {
  const conditions = conditionsOf(field).flatMap(([at, condition]) =>
    conditionProblems(condition, known, later).map(({ key, ...problem }) => ({ path: `${at}.${key}`, ...problem })),
  );
  const findings = [...conditions, ...valueFindings(name, field), ...ruleFindings(name, field, known)];
  return findings.map(({ path, message, hint }) => ({
    file: path.startsWith('options') && field.kind === 'list' ? (field.options_from ?? file) : file,
    path: `fields.${name}.${path}`,
    message,
    hint,
  }));
}

/** The conditions of a field, each with where it stands. */
export function conditionsOf(field: Field): [string, Condition][] {
  switch (field.kind) {
    case 'table':
      return [...whens('rows', field.rows), ...whens('adjust', field.adjust)];
    case 'list':
      return [
        ...field.options.map(({ value, when }): [string, Condition] => [`options.${value}.when`, when]),
        ...whens('adjust', field.adjust),
      ];
    case 'ranges':
      return whens('rows', field.rows);
    case 'number':
      return whens('shifts', field.shifts);
    case 'set':
      return field.items.flatMap(({ value, chances }) => whens(`items.${value}.chances`, chances));
    default:
      return [];
  }
}

function whens(list: string, entries: readonly { when: Condition }[]): [string, Condition][] {
  return entries.map(({ when }, i) => [`${list}.${i}.when`, when]);
}

/** Values that the persona schema does not allow. */
function valueFindings(name: string, field: Field): Finding[] {
  return valuesOf(name, field).flatMap(([path, value]) => {
    const result = personaFieldSchema(name)?.safeParse(field.kind === 'set' ? [value] : value);
    if (result === undefined || result.success) return [];
    return [{ path, message: `"${value}" is no ${name}`, hint: result.error.issues[0]?.message ?? 'see the persona schema' }];
  });
}

/** Values that can be drawn, of numbers the smallest and the largest, each with where it stands. */
function valuesOf(name: string, field: Field): [string, string | number][] {
  if (field.kind === 'number') return (['min', 'max'] as const).map((limit) => [limit, field[limit]]);
  if (field.kind === 'ranges') {
    const ranges = field.rows.flatMap((row, i) => row.ranges.map((range, k) => ({ at: `rows.${i}.ranges.${k}`, range })));
    return ranges.flatMap(({ at, range }) => (['from', 'to'] as const).map((end): [string, number] => [`${at}.${end}`, range[end]]));
  }
  const values = domainsOf(name, field).get(name);
  return typeof values === 'object' ? [...values].map((value) => [String(value), value]) : [];
}

function ruleFindings(name: string, field: Field, known: ReadonlyMap<string, FactDomain>): Finding[] {
  switch (field.kind) {
    case 'table':
      return [...strangers(name, field, Object.keys(field.with), 'with'), ...adjustFindings(name, field), ...lastRowFindings(field.rows)];
    case 'ranges':
      return lastRowFindings(field.rows);
    case 'list': {
      const findings = adjustFindings(name, field);
      const { options } = field;
      if (!options.some(({ weight }) => weight > 0)) {
        findings.push({ path: 'options', message: 'the weights sum to 0', hint: 'give at least one option a share' });
      }
      const repeated = options.find(({ value }, i) => options.findIndex((option) => option.value === value) !== i);
      if (repeated) findings.push({ path: 'options', message: `"${repeated.value}" stands twice`, hint: 'merge the two' });
      return findings;
    }
    case 'text':
      return slotsOf(field.say)
        .filter((slot) => !known.has(slot))
        .map((slot) => ({ path: 'say', message: `unknown field <${slot}>`, hint: 'name a field above this one' }));
    default:
      return [];
  }
}

function adjustFindings(name: string, field: Extract<Field, { kind: 'table' | 'list' }>): Finding[] {
  return field.adjust.flatMap(({ times }, i) => strangers(name, field, Object.keys(times), `adjust.${i}.times`));
}

function strangers(name: string, field: Field, keys: readonly string[], path: string): Finding[] {
  const values = domainsOf(name, field).get(name) as ReadonlySet<string | number>;
  return keys
    .filter((key) => !values.has(key))
    .map((key) => ({ path, message: `${name} is never "${key}"`, hint: `its values: ${[...values].slice(0, 12).join(', ')}` }));
}

function lastRowFindings(rows: readonly { when: Condition }[]): Finding[] {
  const last = rows.at(-1);
  if (last === undefined || Object.keys(last.when).length === 0) return [];
  return [
    { path: `rows.${rows.length - 1}`, message: 'where no row holds, nothing is left to draw', hint: 'end with a row without `when`' },
  ];
}
