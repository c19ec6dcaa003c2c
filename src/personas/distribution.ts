import { z } from 'zod';
import { ClauseGrammar, Wording } from './clause-grammar.js';
import { Condition } from './condition.js';

export const Weight = z.number().nonnegative();
export const Weights = z
  .record(z.string(), Weight)
  .refine((weights) => Object.values(weights).some((weight) => weight > 0), { error: 'the weights sum to 0: give at least one a share' });
const Attributes = z.record(z.string(), z.union([z.string(), z.number()]));

/** Multiplies weights of single values where a condition holds. */
const Adjustment = z.strictObject({ when: Condition, times: z.record(z.string(), Weight) });

export const Option = z.strictObject({
  value: z.string().min(1),
  weight: Weight.default(1),
  when: Condition.default({}),
  /** Attributes of the value: conditions and texts name them `field.attribute`. */
  with: Attributes.default({}),
});
export type Option = z.infer<typeof Option>;

const Options = z.array(Option).min(1);
/** A file that `options_from` names. */
export const OptionsFile = z.strictObject({ options: Options });

/** Where the figures come from. */
export const Source = z.string().min(1);
export const Status = z.enum(['verified', 'inferred', 'design-choice']);

const provenance = {
  source: Source,
  status: Status,
  /** A latent field steers others and stands in no persona. */
  latent: z.boolean().default(false),
  /** What to call it, where no sentence of its own says what it is. */
  label: z.string().min(1).optional(),
  /** Sentences that say it in a description whose shapes do not. */
  describe: z.array(Wording).min(1).optional(),
};

/** The first row whose condition holds gives the weights. */
const Table = z.strictObject({
  kind: z.literal('table'),
  ...provenance,
  rows: z.array(z.strictObject({ when: Condition.default({}), weights: Weights })).min(1),
  adjust: z.array(Adjustment).default([]),
  with: z.record(z.string(), Attributes).default({}),
});
/** Every option whose condition holds competes with its weight. */
const List = z
  .strictObject({
    kind: z.literal('list'),
    ...provenance,
    options: Options.optional(),
    options_from: z.string().optional(),
    adjust: z.array(Adjustment).default([]),
  })
  .refine(({ options, options_from }) => (options === undefined) !== (options_from === undefined), {
    error: 'needs either options (the list itself) or options_from (the file that holds it)',
  });
export const WeightedRanges = z
  .array(
    z
      .strictObject({ from: z.int(), to: z.int(), weight: Weight })
      .refine(({ from, to }) => from <= to, { error: 'from must not exceed to' }),
  )
  .min(1)
  .refine((ranges) => ranges.some(({ weight }) => weight > 0), { error: 'the weights sum to 0: give at least one a share' });
/** An integer: a range by weight, then uniform within it. */
const Ranges = z.strictObject({
  kind: z.literal('ranges'),
  ...provenance,
  rows: z.array(z.strictObject({ when: Condition.default({}), ranges: WeightedRanges })).min(1),
});
/**
 * A number from a normal or lognormal (spread: standard deviation, of the logarithm in the latter), moved by every shift that holds,
 * drawn again outside min … max, rounded to `step`.
 */
const Numeric = z
  .strictObject({
    kind: z.literal('number'),
    ...provenance,
    shape: z.enum(['normal', 'lognormal']),
    mean: z.number(),
    spread: z.number().positive(),
    min: z.number(),
    max: z.number(),
    step: z.number().positive(),
    shifts: z.array(z.strictObject({ when: Condition, add: z.number().default(0), times: z.number().positive().default(1) })).default([]),
  })
  .refine(({ min, max, mean }) => min <= mean && mean <= max && min < max, { error: 'mean must lie between min and max' });
/** Several values: each item by the first chance that holds. Attribute: `field.count`. */
const SetOf = z.strictObject({
  kind: z.literal('set'),
  ...provenance,
  at_most: z.int().min(1),
  items: z
    .array(
      z.strictObject({
        value: z.string().min(1),
        chances: z.array(z.strictObject({ when: Condition.default({}), share: z.number().min(0).max(1) })).min(1),
      }),
    )
    .min(1),
});
/** Text made of earlier fields: `<surname><gender.title>`. */
const Text = z.strictObject({ kind: z.literal('text'), ...provenance, say: z.string().min(1) });
/** Text that a clause grammar in another file makes of earlier fields. */
const Grammar = z.strictObject({ kind: z.literal('grammar'), ...provenance, grammar_from: z.string() });

export const FieldTable = z.discriminatedUnion('kind', [Table, List, Ranges, Numeric, SetOf, Text, Grammar]);
export type FieldTable = z.infer<typeof FieldTable>;

/** Facts that no persona may have together. */
export const Constraint = z.strictObject({ when: Condition, why: z.string().min(1), source: Source, status: Status });

/** How a persona becomes a paragraph; `further` says a field that neither the shapes nor a sentence of its own say. */
export const Description = ClauseGrammar.extend({ further: z.string().includes('<label>').includes('<value>') });
export type Description = z.infer<typeof Description>;

/** One persona distribution as it stands in a file. Fields are drawn in the order given; a condition may name earlier ones only. */
export const DistributionFile = z.strictObject({
  pool: z.strictObject({
    size: z.int().min(1),
    /** Highest cosine of two descriptions as TF-IDF vectors of character 3-grams (arXiv 2508.04423: 0.85). */
    near_equal_above: z.number().min(0).max(1),
    /** Fields whose shares are met by quota, each within those before it. They are the first fields. */
    quota: z.array(z.string()),
    /** Tables and lists whose shares are kept within about one persona of what the tables expect, by drawing some personas again. */
    balanced: z.array(z.string()),
  }),
  fields: z.record(z.string(), FieldTable),
  never: z.array(Constraint).default([]),
  description_from: z.string(),
});
export type DistributionFile = z.infer<typeof DistributionFile>;

/** A field ready to be drawn: lists and grammars are read in, attributes named as facts (`city.province`). */
export type Field =
  | z.infer<typeof Table>
  | (z.infer<typeof List> & { options: readonly Option[] })
  | z.infer<typeof Ranges>
  | z.infer<typeof Numeric>
  | z.infer<typeof SetOf>
  | z.infer<typeof Text>
  | (z.infer<typeof Grammar> & { grammar: ClauseGrammar });

/** Sentences for one field, and one that fits where none of them does. */
export interface Sentences {
  readonly own: readonly Wording[];
  readonly otherwise: string;
}

export interface PersonaDistribution {
  /** Names of the two files in `data/personas/`, for messages. */
  readonly files: { readonly distribution: string; readonly description: string };
  readonly pool: DistributionFile['pool'];
  readonly fields: ReadonlyMap<string, Field>;
  /** `where`: the file and the place in it, for messages. */
  readonly never: readonly (z.infer<typeof Constraint> & { readonly where: string })[];
  readonly description: Description;
  /** Fields that no shape of the description voices, with sentences that do. */
  readonly further: ReadonlyMap<string, Sentences>;
  /** Shares that the tables were bent to: a pool meets them within one persona. */
  readonly targets: readonly MarginalTarget[];
  /** The fields before that. */
  readonly unbent: ReadonlyMap<string, Field>;
}

/** This value of this field has this share (0 to 1) of the personas. */
export interface MarginalTarget {
  readonly field: string;
  readonly value: string;
  readonly share: number;
  /** Where it was asked for; left out: on the command line. */
  readonly where?: string;
}
