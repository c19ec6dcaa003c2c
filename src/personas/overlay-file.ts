import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { readYaml } from '../resources/read-yaml.js';
import { Condition } from './condition.js';
import { type Field, FieldTable, Source, Status, Weight, WeightedRanges } from './distribution.js';

const Shares = z.record(z.string(), Weight).refine((weights) => Object.keys(weights).length > 0, { error: 'names no value' });
const documentation = { source: Source.optional(), status: Status.optional() };

const TableChange = z
  .strictObject({
    ...documentation,
    /** New weights in every row that has the value. */
    weights: Shares.optional(),
    /** New weights in the row with this very condition. */
    rows: z
      .array(z.strictObject({ when: Condition.default({}), weights: Shares }))
      .min(1)
      .optional(),
  })
  .refine(({ weights, rows }) => weights !== undefined || rows !== undefined, {
    error: 'changes nothing: give weights (for all rows), rows (each with its when and weights), or a whole table with its kind',
  });
const ListChange = z.strictObject({ ...documentation, weights: Shares });
const RangesChange = z.strictObject({
  ...documentation,
  rows: z.array(z.strictObject({ when: Condition.default({}), ranges: WeightedRanges })).min(1),
});
const NumberChange = z
  .strictObject({
    ...documentation,
    mean: z.number().optional(),
    spread: z.number().positive().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
  })
  .refine(({ mean, spread, min, max }) => [mean, spread, min, max].some((value) => value !== undefined), {
    error: 'changes nothing: give mean, spread, min or max',
  });

/** What an overlay does to one field. */
export type FieldOverlay =
  | { readonly does: 'replace'; readonly table: z.infer<typeof FieldTable> }
  | { readonly does: 'table'; readonly change: z.infer<typeof TableChange> }
  | { readonly does: 'list'; readonly change: z.infer<typeof ListChange> }
  | { readonly does: 'ranges'; readonly change: z.infer<typeof RangesChange> }
  | { readonly does: 'number'; readonly change: z.infer<typeof NumberChange> };

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

/**
 * Reads a distribution that is laid over another one: a part of the format of `default.yaml`.
 * @param path absolute; messages show it
 * @param fields the distribution below
 * @throws RolecsError `resource-…`: names file, line, key and value
 */
export function readOverlay(path: string, fields: ReadonlyMap<string, Field>): Map<string, FieldOverlay> {
  const shape = Object.fromEntries([...fields].map(([name, field]) => [name, overlayOf(name, field).optional()]));
  const File = z.strictObject({
    fields: z.strictObject(shape, { error: (issue) => unknownFields(issue, [...fields.keys()]) }),
    pool: notHere('the pool'),
    never: notHere('the constraints'),
    description_from: notHere('the description'),
  });
  const { fields: overlays } = readYaml(path, File, path);
  const given = Object.entries(overlays).filter((entry): entry is [string, FieldOverlay] => entry[1] !== undefined);
  if (given.length === 0) {
    throw new RolecsError('resource-invalid', `${path}: fields: changes nothing`, { hint: 'name the fields whose tables are to change' });
  }
  return new Map(given);
}

/** Replaces the table where a `kind` is given, else changes it in the way of the field's kind. */
function overlayOf(name: string, field: Field) {
  return z.unknown().transform((source, context): FieldOverlay => {
    const refuse = (message: string, path: PropertyKey[] = []) => {
      context.addIssue({ code: 'custom', message, path });
      return z.NEVER;
    };
    const parse = <T>(schema: z.ZodType<T>): T => {
      const result = schema.safeParse(source);
      if (result.success) return result.data;
      for (const { message, path } of result.error.issues) refuse(message, [...path]);
      return z.NEVER;
    };
    if (source === null || typeof source !== 'object' || Array.isArray(source)) {
      return refuse('must be a mapping; a field cannot be removed (or added) by an overlay');
    }
    if (!('kind' in source)) {
      switch (field.kind) {
        case 'table':
          return { does: 'table', change: parse(TableChange) };
        case 'list':
          return { does: 'list', change: parse(ListChange) };
        case 'ranges':
          return { does: 'ranges', change: parse(RangesChange) };
        case 'number':
          return { does: 'number', change: parse(NumberChange) };
        default:
          return refuse(
            `${name} is a ${field.kind}: single values of it cannot be changed${isFixed(field) ? '' : ', only the whole of it'}`,
          );
      }
    }
    const kinds = REPLACED_BY[field.kind];
    if (kinds.length === 0) return refuse(`${name} is a ${field.kind}: an overlay cannot replace it`, ['kind']);
    if (!(kinds as unknown[]).includes(source.kind)) return refuse(`${name} must be of kind ${kinds.join(' or ')}`, ['kind']);
    if ('options_from' in source) return refuse('an overlay is one file: list the options here, under options', ['options_from']);
    return { does: 'replace', table: parse(FieldTable) };
  });
}

function isFixed(field: Field): boolean {
  return REPLACED_BY[field.kind].length === 0;
}

/** Parts of the format that an overlay leaves alone. */
function notHere(what: string) {
  return z.undefined({ error: `an overlay cannot change ${what}: it holds nothing but fields` }).optional();
}

function unknownFields(issue: { code?: string | undefined; keys?: unknown }, known: readonly string[]): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  return `there is no field ${(issue.keys as string[]).join(', ')} (an overlay cannot add one); known: ${known.join(', ')}`;
}
