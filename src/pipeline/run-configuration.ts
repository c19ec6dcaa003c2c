import { z } from 'zod';
import { RUN_LIMITS } from '../config/run-defaults.js';
import { TOPIC_IDS } from '../domain/topic.js';

/** One `--set field.value=share`: this value of the marginal gets this share, the others keep their ratios. */
export const MarginalOverride = z.strictObject({
  field: z.string().min(1),
  value: z.string().min(1),
  share: z.number().min(0).max(1),
});
export type MarginalOverride = z.infer<typeof MarginalOverride>;

/** What the llm engine does beyond `model`, as far as it decides what a run delivers. */
export const LlmChoices = z.strictObject({
  /** Model of every role that is asked. */
  models: z.record(z.string(), z.string()),
  /** sha256 of their parameters. */
  parameters_sha256: z.string(),
  /** `off`, `all`, or `sample:` with a share. */
  judge: z.string(),
});
export type LlmChoices = z.infer<typeof LlmChoices>;

/** What a run shall make. Plain data: it crosses to the worker threads. Concurrency, output folder and credentials are no part of it. */
export const RunConfiguration = z.strictObject({
  seed: z.int().min(RUN_LIMITS.seed.min).max(RUN_LIMITS.seed.max),
  count: z.int().min(RUN_LIMITS.count.min).max(RUN_LIMITS.count.max),
  engine: z.enum(['offline', 'llm']),
  /** null with the offline engine. */
  model: z.string().nullable(),
  /** Where the llm engine's endpoint is; no part of a run's identity. */
  baseUrl: z.string().nullable(),
  /** null with the offline engine. */
  llm: LlmChoices.nullable(),
  /** In canonical order, each once. */
  topics: z.array(z.enum(TOPIC_IDS)).min(1),
  personas: z.strictObject({
    /** Absolute path of a distribution laid over the default one. */
    file: z.string().nullable(),
    sets: z.array(MarginalOverride),
  }),
  gates: z.enum(['contract', 'full']),
  maxUtterances: z.int().min(RUN_LIMITS.maxUtterances.min).max(RUN_LIMITS.maxUtterances.max),
  /** Absolute path of the resources (`data/`). */
  dataDir: z.string(),
  /** Version of the program; stands in every row. */
  version: z.string(),
});
export type RunConfiguration = z.infer<typeof RunConfiguration>;
