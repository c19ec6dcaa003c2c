import type { Problem } from './check-grammar.js';
import { type Condition, type FactTest, valuesNamed } from './condition.js';
import type { Field, FieldTable } from './distribution.js';
import { type Choice, isChoice } from './draw-field.js';
import type { FieldOverlay } from './field-overlay.js';

type Finding = Omit<Problem, 'file'>;
type Of<Kind extends Field['kind']> = Extract<Field, { kind: Kind }>;
type Change = Extract<FieldOverlay, { change: object }>;
type ChangeOf<Does extends Change['does']> = Extract<Change, { does: Does }>['change'];

/**
 * Lays changes over the fields of a distribution.
 * @param complete makes a table that stands in the overlay ready to be drawn
 * @returns the fields in the same order, those that are added apart, and what of the overlay has no place in them
 */
export function layOver(
  fields: ReadonlyMap<string, Field>,
  overlays: ReadonlyMap<string, FieldOverlay>,
  complete: (name: string, table: FieldTable) => Field,
): { fields: Map<string, Field>; added: Map<string, Field>; findings: Finding[] } {
  const findings: Finding[] = [];
  const result = new Map(fields);
  const added = new Map<string, Field>();
  for (const [name, overlay] of overlays) {
    const field = fields.get(name) as Field;
    if (overlay.does === 'add') added.set(name, complete(name, overlay.table));
    if (overlay.does === 'add' || overlay.does === 'remove') continue;
    const report = (path: string, message: string, hint: string) => {
      findings.push({ path: `fields.${name}.${path}`, message, hint });
    };
    result.set(name, overlaid(name, field, overlay, { complete, report }));
  }
  return { fields: result, added, findings };
}

type Report = (path: string, message: string, hint: string) => void;

function overlaid(
  name: string,
  field: Field,
  overlay: Change | Extract<FieldOverlay, { table: object }>,
  { complete, report }: { complete: (name: string, table: FieldTable) => Field; report: Report },
): Field {
  switch (overlay.does) {
    case 'add':
    case 'replace':
      return inherit(field, complete(name, overlay.table));
    case 'table':
      return changeTable(name, field as Of<'table'>, overlay.change, report);
    case 'list':
      return changeList(name, field as Of<'list'>, overlay.change, report);
    case 'ranges':
      return changeRanges(name, field as Of<'ranges'>, overlay.change, report);
    case 'number': {
      const changed = { ...(field as Of<'number'>), ...given(overlay.change) };
      const { min, mean, max } = changed;
      if (!(min <= mean && mean <= max && min < max)) {
        report('mean', `${mean} does not lie between min ${min} and max ${max}`, 'change mean, min and max together');
      }
      return changed;
    }
  }
}

/**
 * What depends on a field still finds the values that were there before: those that the new table has keep the attributes that it does
 * not give (`education.words`), those that it leaves out are never drawn.
 */
function inherit(before: Field, after: Field): Field {
  if (!isChoice(before) || !isChoice(after)) return after;
  const old = new Map(offersOf(before));
  const kept = new Set(offersOf(after).map(([value]) => value));
  const gone = [...old].filter(([value]) => !kept.has(value));
  const attributes = (value: string, own: Attributes | undefined): Attributes => ({ ...old.get(value), ...own });
  if (after.kind === 'list') {
    return {
      ...after,
      options: [
        ...after.options.map((option) => ({ ...option, with: attributes(option.value, option.with) })),
        ...gone.map(([value, own]) => ({ value, weight: 0, when: {}, with: own })),
      ],
    };
  }
  const zeros = Object.fromEntries(gone.map(([value]) => [value, 0]));
  const rows = after.rows.map((row, i) => (i === after.rows.length - 1 ? { ...row, weights: { ...row.weights, ...zeros } } : row));
  const all = [...new Set([...kept, ...old.keys(), ...Object.keys(after.with)])];
  return { ...after, rows, with: Object.fromEntries(all.map((value) => [value, attributes(value, after.with[value])])) };
}

type Attributes = Record<string, string | number>;

/** Every value with its attributes. */
function offersOf(field: Choice): [string, Attributes][] {
  if (field.kind === 'list') return field.options.map((option) => [option.value, option.with]);
  return [...new Set(field.rows.flatMap(({ weights }) => Object.keys(weights)))].map((value) => [value, field.with[value] ?? {}]);
}

function changeTable(name: string, field: Of<'table'>, { weights, rows = [], ...rest }: ChangeOf<'table'>, report: Report): Field {
  const values = new Set(field.rows.flatMap((row) => Object.keys(row.weights)));
  checkValues(name, values, weights, 'weights', report);
  const changed = field.rows.map((row) => ({
    when: row.when,
    weights: { ...row.weights, ...pick(weights ?? {}, (value) => value in row.weights) },
  }));
  for (const [i, position] of matchRows(name, field.rows, rows, report)) {
    const row = rows[i] as (typeof rows)[number];
    checkValues(name, values, row.weights, `rows.${i}.weights`, report);
    Object.assign((changed[position] as (typeof changed)[number]).weights, row.weights);
  }
  const empty = changed.find((row) => !Object.values(row.weights).some((weight) => weight > 0));
  if (empty) report('weights', `the weights sum to 0 in the row ${shown(empty.when)}`, 'give at least one value a share there');
  return { ...field, ...given(rest), rows: changed };
}

function changeList(name: string, field: Of<'list'>, { weights, ...rest }: ChangeOf<'list'>, report: Report): Field {
  checkValues(name, new Set(field.options.map(({ value }) => value)), weights, 'weights', report);
  const options = field.options.map((option) => ({ ...option, weight: weights[option.value] ?? option.weight }));
  return { ...field, ...given(rest), options };
}

function changeRanges(name: string, field: Of<'ranges'>, { rows, ...rest }: ChangeOf<'ranges'>, report: Report): Field {
  const changed = [...field.rows];
  for (const [i, position] of matchRows(name, field.rows, rows, report)) {
    changed[position] = { ...(field.rows[position] as (typeof changed)[number]), ranges: (rows[i] as (typeof rows)[number]).ranges };
  }
  return { ...field, ...given(rest), rows: changed };
}

/** For each row of the overlay that has a counterpart, its position and that of the counterpart. */
function matchRows(name: string, rows: readonly { when: Condition }[], wanted: readonly { when: Condition }[], report: Report) {
  const keys = rows.map(({ when }) => canonical(when));
  const matches = new Map<number, number>();
  for (const [i, { when }] of wanted.entries()) {
    const position = keys.indexOf(canonical(when));
    if (position < 0) {
      report(
        `rows.${i}.when`,
        `${name} has no row with the condition ${shown(when)}`,
        `its rows: ${rows.map((row) => shown(row.when)).join(' ')}`,
      );
    } else if ([...matches.values()].includes(position)) {
      report(`rows.${i}.when`, `the row ${shown(when)} stands twice`, 'merge the two');
    } else {
      matches.set(i, position);
    }
  }
  return matches;
}

function checkValues(
  name: string,
  values: ReadonlySet<string>,
  weights: Record<string, number> | undefined,
  path: string,
  report: Report,
): void {
  for (const value of Object.keys(weights ?? {})) {
    if (values.has(value)) continue;
    const hint = `its values: ${listed([...values])}; to add one, give a whole table with its kind`;
    report(`${path}.${value}`, `${name} has no value "${value}"`, hint);
  }
}

/** A long list, cut. */
export function listed(values: readonly (string | number)[], most = 40): string {
  return values.length > most ? `${values.slice(0, most).join(', ')}, … (${values.length})` : values.join(', ');
}

/** Two conditions that say the same have one key, in whatever order they say it. */
function canonical(condition: Condition): string {
  const words = (test: FactTest): unknown => {
    if (typeof test === 'object' && !Array.isArray(test) && !('not' in test)) return [test.min ?? null, test.max ?? null];
    const values = [...valuesNamed(test)].map(String).sort();
    return typeof test === 'object' && 'not' in test ? { not: values } : { in: values };
  };
  return JSON.stringify(
    Object.entries(condition)
      .map(([fact, test]) => [fact, words(test)] as const)
      .sort(([left], [right]) => (left < right ? -1 : 1)),
  );
}

function shown(condition: Condition): string {
  return Object.keys(condition).length === 0 ? '(without a condition)' : JSON.stringify(condition).replaceAll('"', '');
}

function pick(weights: Record<string, number>, isWanted: (value: string) => boolean): Record<string, number> {
  return Object.fromEntries(Object.entries(weights).filter(([value]) => isWanted(value)));
}

/** Without what is undefined, so that it can be laid over. */
function given<T extends object>(change: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
