import { z } from 'zod';
import { parseMending } from '../resources/parse-mending.js';
import { placeOf, readText, saidOf } from '../resources/read-yaml.js';
import { type PlacedYaml, placeYaml } from '../resources/yaml-places.js';
import type { Problem } from './check-grammar.js';
import { Constraint, type Field, FieldTable, type MarginalTarget, Source, Status } from './distribution.js';
import { CHANGES, type FieldOverlay } from './field-overlay.js';

/** By which kinds a table may be replaced: what depends on the field still has to find values of its sort. */
const REPLACED_BY: Readonly<Record<Field['kind'], readonly Field['kind'][]>> = {
  table: ['table', 'list'],
  list: ['list', 'table'],
  ranges: ['ranges'],
  number: ['number'],
  set: ['set'],
  text: ['text'],
  grammar: [],
};
const FORMAT = 'see docs/personas.md for the format';

/** The parts that an overlay may have. */
const OverlayFile = z.strictObject({
  fields: z.record(z.string(), z.unknown()).default({}),
  /** Constraints besides those there are. */
  never: z.array(Constraint.extend({ source: Source.default('laid over'), status: Status.default('design-choice') })).default([]),
  /** `age_band.60plus: 0.3`: shares, as `--set` asks for them. */
  targets: z
    .record(z.string().regex(/^[^.]+\../, { error: 'must be field.value, as in age_band.60plus' }), z.number().min(0).max(1))
    .default({}),
  pool: notHere('the pool'),
  description_from: notHere('the description'),
});

/** What stands in an overlay, so far as it can be made out, and what is wrong with it. */
export interface Overlay {
  readonly fields: ReadonlyMap<string, FieldOverlay>;
  /** Added fields that cannot be made out: nothing is known of their values. */
  readonly unreadable: ReadonlySet<string>;
  readonly never: readonly z.infer<typeof Constraint>[];
  readonly targets: readonly MarginalTarget[];
  readonly problems: readonly Problem[];
  readonly lineOf: PlacedYaml['lineOf'];
}

/**
 * Reads a distribution that is laid over another one: a part of the format of `default.yaml`.
 * @param path absolute; messages show it
 * @param fields the distribution below
 * @throws RolecsError `resource-unreadable`, `resource-not-yaml`
 */
export function readOverlay(path: string, fields: ReadonlyMap<string, Field>): Overlay {
  const { value, lineOf } = placeYaml(readText(path, path), path);
  const problems: Problem[] = [];
  const report = (place: string, message: string, hint = FORMAT) => problems.push({ file: path, path: place, message, hint });
  const parse = <T>(schema: z.ZodType<T>, source: unknown, at: string): T | null => {
    const { data, issues } = parseMending(schema, source);
    for (const issue of issues)
      report([at, ...placeOf(issue)].filter((part) => part !== '').join('.') || 'the file', saidOf(issue, source));
    return data;
  };

  const file = parse(OverlayFile, value, '');
  const overlays = new Map<string, FieldOverlay>();
  const unreadable = new Set<string>();
  for (const [name, source] of Object.entries(file?.fields ?? {})) {
    const place = `fields.${name}`;
    const overlay = overlayOf(
      name,
      fields.get(name),
      source,
      (schema) => parse(schema, source, place),
      (key, message, hint) => report(key === '' ? place : `${place}.${key}`, message, hint),
    );
    if (overlay !== null) overlays.set(name, overlay);
    else if (!fields.has(name)) unreadable.add(name);
  }
  if (file !== null && Object.keys(file.fields).length + file.never.length + Object.keys(file.targets).length === 0) {
    report('fields', 'changes nothing', 'name the fields whose tables are to change');
  }
  const targets = Object.entries(file?.targets ?? {}).map(([key, share]) => {
    const [field = '', ...rest] = key.split('.');
    return { field, value: rest.join('.'), share, where: `${path}:${lineOf(`targets.${key}`)}: targets.${key}` };
  });
  return { fields: overlays, unreadable, never: file?.never ?? [], targets, problems, lineOf };
}

type Parse = <T>(schema: z.ZodType<T>) => T | null;
type Report = (key: string, message: string, hint?: string) => void;

/** Adds or removes a field, replaces its table where a `kind` is given, or changes it in the way of its kind. Null: cannot be made out. */
function overlayOf(name: string, field: Field | undefined, source: unknown, parse: Parse, report: Report): FieldOverlay | null {
  const refuse = (key: string, message: string, hint?: string) => {
    report(key, message, hint);
    return null;
  };
  if (source === null && field !== undefined) return { does: 'remove' };
  if (source === null || typeof source !== 'object' || Array.isArray(source)) {
    return refuse('', `must be a mapping${field === undefined ? '' : ', or null to remove the field'}, found ${JSON.stringify(source)}`);
  }
  if (!('kind' in source)) {
    if (field === undefined) {
      return refuse('', `there is no field ${name}`, 'to add it, give a whole table: kind, source, status and what the kind needs');
    }
    if (field.kind in CHANGES) {
      const kind = field.kind as keyof typeof CHANGES;
      const change = parse(CHANGES[kind] as z.ZodType<object>);
      return change === null ? null : ({ does: kind, change } as FieldOverlay);
    }
    const whole = REPLACED_BY[field.kind].length === 0 ? '' : ', only the whole of it';
    return refuse('', `${name} is a ${field.kind}: single values of it cannot be changed${whole}`);
  }
  const kinds = field && REPLACED_BY[field.kind];
  if (kinds?.length === 0) return refuse('kind', `${name} is a ${field?.kind}: an overlay cannot replace it`);
  if (kinds !== undefined && !(kinds as unknown[]).includes(source.kind)) {
    return refuse('kind', `${name} must be of kind ${kinds.join(' or ')}, found ${JSON.stringify(source.kind)}`);
  }
  if (kinds === undefined && !/^[\p{L}][\p{L}\p{N}_]*$/u.test(name)) {
    return refuse('', `"${name}" is no name for a field`, 'name it with letters, digits and _');
  }
  for (const key of ['options_from', 'grammar_from']) {
    if (key in source) return refuse(key, 'an overlay is one file and names no other', 'a list: give its options here, under options');
  }
  const table = parse(FieldTable);
  return table && { does: field === undefined ? 'add' : 'replace', table };
}

/** Parts of the format that an overlay leaves alone. */
function notHere(what: string) {
  return z.undefined({ error: `an overlay cannot change ${what}: it holds fields, never and targets` }).optional();
}
