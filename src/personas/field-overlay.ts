import { z } from 'zod';
import { Condition } from './condition.js';
import { type FieldTable, Source, Status, Weight, WeightedRanges } from './distribution.js';

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

/** How tables of these kinds are changed in part. */
export const CHANGES = { table: TableChange, list: ListChange, ranges: RangesChange, number: NumberChange };

type Change<Kind extends keyof typeof CHANGES> = { readonly does: Kind; readonly change: z.infer<(typeof CHANGES)[Kind]> };

/** What an overlay does to one field. */
export type FieldOverlay =
  | { readonly does: 'add' | 'replace'; readonly table: FieldTable }
  | { readonly does: 'remove' }
  | Change<'table'>
  | Change<'list'>
  | Change<'ranges'>
  | Change<'number'>;
