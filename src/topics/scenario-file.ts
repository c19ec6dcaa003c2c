import { z } from 'zod';
import { Outcome } from '../domain/dialogue.js';
import { LineSource } from '../language/line.js';

const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id is kebab-case');
const FactName = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a fact name is lower snake_case');
const Lines = z.array(LineSource).min(1);

const UPSIDE_DOWN = 'the range is upside down';
const ASCENDING: [test: (range: { min: number; max: number }) => boolean, message: string] = [({ min, max }) => min <= max, UPSIDE_DOWN];
const Amount = z.number().min(0);
const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time is HH:MM');
const Ago = z.tuple([z.int().min(0), z.int().min(0)]).refine(([low, high]) => low <= high, UPSIDE_DOWN);

/** Typed fact slots with their generators (docs/authoring.md). */
export const FactSource = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('money'), min: Amount, max: Amount, step: z.number().positive() }).refine(...ASCENDING),
  z
    .strictObject({
      type: z.literal('number'),
      min: z.int().min(0),
      max: z.int(),
      step: z.int().positive().default(1),
      unit: z.string().default(''),
    })
    .refine(...ASCENDING),
  z.strictObject({ type: z.literal('rate'), min: Amount, max: Amount, step: z.number().positive() }).refine(...ASCENDING),
  z
    .strictObject({ type: z.literal('date'), ago: Ago.optional(), ahead: Ago.optional() })
    .refine((fact) => (fact.ago === undefined) !== (fact.ahead === undefined), 'a date needs either ago or ahead'),
  z
    .strictObject({
      type: z.literal('time'),
      from: Clock,
      to: Clock,
      step: z.int().positive().default(1),
    })
    .refine(({ from, to }) => from <= to, UPSIDE_DOWN),
  z.strictObject({ type: z.literal('tail') }),
  z.strictObject({ type: z.literal('computed'), as: z.enum(['money', 'number', 'rate']), expr: z.string(), unit: z.string().default('') }),
  z.strictObject({
    type: z.literal('choice'),
    of: z
      .array(
        z.union([
          z.string(),
          z.object({ value: z.string(), if: z.string().optional(), weight: z.number().positive().optional() }).catchall(z.string()),
        ]),
      )
      .min(1),
  }),
]);
export type FactSource = z.infer<typeof FactSource>;
const Facts = z.record(FactName, FactSource);

export const IDENTITY_ITEMS = ['surname', 'card_tail', 'phone_tail', 'id_tail'] as const;
export type IdentityItem = (typeof IDENTITY_ITEMS)[number];
/** How the bank calls what it checks. */
export const IDENTITY_LABELS: Readonly<Record<IdentityItem, string>> = {
  surname: '姓氏',
  card_tail: '卡号后四位',
  phone_tail: '预留手机号后四位',
  id_tail: '身份证后四位',
};

const When = {
  after: z.array(Id).default([]),
  until: z.array(Id).default([]),
  upon: z.array(Id).default([]),
  if: z.string().optional(),
};

export const BeatSource = z.strictObject({
  do: z.enum(['RP', 'PR', 'EM', 'PS', 'ID', 'RI']),
  asks: z.array(z.string()).default([]),
  open: z.boolean().optional(),
  essential: z.boolean().optional(),
  finds: z.boolean().optional(),
  now: z.boolean().optional(),
  ...When,
  say: Lines,
  reply: Lines,
  vague: Lines.optional(),
  again: Lines.optional(),
  forget: Lines.optional(),
  recall: Lines.optional(),
  mistaken: Lines.optional(),
  clearer: Lines.optional(),
});
export type BeatSource = z.infer<typeof BeatSource>;

const QuestionSource = z.strictObject({
  label: z.string(),
  open: z.boolean().default(false),
  ...When,
  ask: Lines,
  answer: z
    .strictObject({ ID: Lines.optional(), PS: Lines.optional(), RI: Lines.optional() })
    .refine((answer) => Object.values(answer).some((lines) => lines !== undefined), 'a question needs an answer under ID, PS or RI'),
  reply: Lines.optional(),
});

const WorrySource = z.strictObject({ label: z.string(), ...When, voice: Lines, soothe: Lines, reply: Lines.optional() });

const DemandSource = z.strictObject({
  text: z.string(),
  ...When,
  make: Lines,
  refuse: Lines,
  push: Lines,
  hold: z.strictObject({ EM: Lines.optional(), ID: Lines.optional() }),
  yield: Lines,
});

/** A digression that costs one exchange. Any `voice` may meet any `return` and any `reply`. */
export const TangentSource = z.strictObject({ label: z.string(), if: z.string().optional(), voice: Lines, return: Lines, reply: Lines });
export type TangentSource = z.infer<typeof TangentSource>;

const CauseSource = z.strictObject({
  weight: z.number().positive().default(1),
  /** The personas whose case this can be: `persona.` fields only. */
  if: z.string().optional(),
  outcome: Outcome,
  facts: Facts.default({}),
  records: z.array(z.string()).min(1),
  spine: z.array(Id).min(1),
  resolution: z.string(),
});

/** A scenario as it is authored: `data/topics/<topic>/<id>.yaml`. */
export const ScenarioSource = z.strictObject({
  id: Id,
  topic: Id,
  research: z.string(),
  title: z.string(),
  weight: z.number().positive().default(1),
  fits: z.string().optional(),
  matter: z.string().max(14),
  description: z.string(),
  goal: z.string(),
  emotion: z.strictObject({
    family: z.enum(['anxious', 'angry', 'sad', 'ashamed', 'wary', 'curious', 'cheerful']),
    start: z.tuple([z.number().min(0).max(4), z.number().min(0).max(4)]).refine(([low, high]) => low <= high, UPSIDE_DOWN),
  }),
  facts: Facts,
  identity: z.strictObject({ for: z.string(), asks: z.array(z.enum(IDENTITY_ITEMS)).min(2) }),
  knows: z.array(z.string()).min(1),
  unknown: z.array(z.string()).default([]),
  policy: z.array(z.union([z.string(), z.strictObject({ use: Id })])).min(1),
  openings: Lines,
  causes: z.record(Id, CauseSource).refine((causes) => Object.keys(causes).length >= 2, 'a scenario needs two causes'),
  beats: z.record(Id, BeatSource),
  questions: z.record(Id, QuestionSource),
  worries: z.record(Id, WorrySource),
  demands: z.record(Id, DemandSource),
  tangents: z.record(Id, TangentSource).default({}),
  settled: Lines.optional(),
  unsettled: Lines.optional(),
  feedback: Lines,
  follow: Lines,
  wishes: Lines,
});
export type ScenarioSource = z.infer<typeof ScenarioSource>;
export type EmotionFamily = ScenarioSource['emotion']['family'];
