import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';

const Requested = z.looseObject({ requested: z.number().nullable(), delivered: z.number().nullable() });
const Table = z.record(z.string(), Requested);
const Extremes = z.looseObject({ min: z.number(), max: z.number() });
const Summary = z.looseObject({
  distinct: z.number(),
  requested: Extremes.nullable(),
  delivered: Extremes,
  off_by: z.looseObject({ most: z.number(), total: z.number() }).nullable(),
});
const Counts = z.record(z.string(), z.number());
const JudgeRates = z.looseObject({ judged: z.number(), passed: z.number(), criteria: z.record(z.string(), z.number().nullable()) });
const Usage = z.looseObject({
  calls: z.number(),
  retries: z.number(),
  by_role: z.record(
    z.string(),
    z.looseObject({
      model: z.string().optional(),
      calls: z.number().optional(),
      input: z.number(),
      cached: z.number(),
      output: z.number(),
      cost: z.number().nullable().optional(),
    }),
  ),
  cost: Counts.default({}),
});

/** What the page takes from `manifest.json`. */
const RunRecord = z.looseObject({
  identity: z.looseObject({
    version: z.string(),
    seed: z.number(),
    count: z.number(),
    engine: z.string(),
    model: z.string().nullable(),
    personas: z.looseObject({
      file_sha256: z.string().nullable(),
      sets: z.array(z.looseObject({ field: z.string(), value: z.string(), share: z.number() })),
    }),
    gates: z.string(),
  }),
  counts: z.looseObject({
    requested: z.number(),
    accepted: z.number(),
    rejected: z.number(),
    rejected_by_reason: Counts,
    open: z.number(),
  }),
  utterances: z.looseObject({ total: z.number(), min: z.number().nullable(), max: z.number().nullable() }),
  strategy_mix: Table,
  topics: Table,
  scenarios: Table,
  personas: Summary,
  strategy_combinations: Summary,
  finish_reasons: Counts,
  quality: z.looseObject({
    gates: z.record(z.string(), z.looseObject({ pass: z.number(), fail: z.number() })),
    overrides: Counts,
    judge: JudgeRates.nullable(),
  }),
  usage: Usage.nullable().optional(),
  timings: z.looseObject({
    sessions: z.array(
      z.looseObject({ wall_s: z.number().optional(), machine: z.looseObject({ cpu_s: z.number().optional() }).optional() }),
    ),
  }),
});
export type RunRecord = z.infer<typeof RunRecord>;

/**
 * @param manifest what stands in `manifest.json`
 * @param folder for messages
 * @throws RolecsError `run-without-figures`
 */
export function parseRunRecord(manifest: unknown, folder: string): RunRecord {
  const parsed = RunRecord.safeParse(manifest);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new RolecsError(
    'run-without-figures',
    `${folder}: manifest.json has no figures yet (${issue?.path.join('.')}: ${issue?.message})`,
    {
      hint: 'finish the run with `npm run generate -- --resume`',
    },
  );
}
