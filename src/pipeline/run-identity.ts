import { z } from 'zod';
import { RolecsError } from '../domain/errors.js';
import { hashFile, hashResources } from './hash-resources.js';
import { LlmChoices, MarginalOverride, type RunConfiguration } from './run-configuration.js';

/**
 * All that decides what a run delivers (contract §2, "Reproducible"); the version stands in every row. Runs of one identity give the same
 * bytes; only they may go on with each other's files.
 */
export const RunIdentity = z.strictObject({
  version: z.string(),
  seed: z.int(),
  count: z.int(),
  engine: z.enum(['offline', 'llm']),
  model: z.string().nullable(),
  llm: LlmChoices.nullable().default(null),
  topics: z.array(z.string()),
  personas: z.strictObject({ file_sha256: z.string().nullable(), sets: z.array(MarginalOverride) }),
  max_utterances: z.int(),
  gates: z.enum(['contract', 'full']),
  /** sha256 of every file below data/. */
  resources: z.record(z.string(), z.string()),
});
export type RunIdentity = z.infer<typeof RunIdentity>;

/** @throws RolecsError `personas-unreadable`, `resource-unreadable` */
export function identityOf(configuration: RunConfiguration): RunIdentity {
  const { version, seed, count, engine, model, llm, topics, personas, maxUtterances, gates, dataDir } = configuration;
  return {
    version,
    seed,
    count,
    engine,
    model,
    llm,
    topics,
    personas: { file_sha256: personas.file === null ? null : hashPersonas(personas.file), sets: personas.sets },
    max_utterances: maxUtterances,
    gates,
    resources: hashResources(dataDir),
  };
}

function hashPersonas(file: string): string {
  try {
    return hashFile(file);
  } catch (cause) {
    throw new RolecsError('personas-unreadable', `cannot read the persona distribution ${file}: ${(cause as Error).message}`, {
      cause,
      hint: 'give --personas the path of a YAML file',
    });
  }
}

/** What differs, in words: `seed 42 → 43`, `data/strategies.yaml changed`. Empty when the two are the same. */
export function differences(before: RunIdentity, now: RunIdentity): string[] {
  const found: string[] = [];
  for (const key of Object.keys(now) as (keyof RunIdentity)[]) {
    if (key === 'resources') found.push(...resourceDifferences(before.resources, now.resources));
    else if (key === 'llm') found.push(...llmDifferences(before.llm, now.llm));
    else if (key === 'personas') found.push(...personaDifferences(before.personas, now.personas));
    else if (show(before[key]) !== show(now[key])) found.push(`${key.replaceAll('_', '-')} ${show(before[key])} → ${show(now[key])}`);
  }
  return found;
}

function llmDifferences(before: LlmChoices | null, now: LlmChoices | null): string[] {
  if (before === null || now === null) return []; // the engine differs, which is said already
  const roles = [...new Set([...Object.keys(before.models), ...Object.keys(now.models)])];
  const models = roles.filter((role) => before.models[role] !== now.models[role]);
  return [
    ...models.map((role) => `model of ${role} ${before.models[role] ?? 'none'} → ${now.models[role] ?? 'none'}`),
    ...(before.judge === now.judge ? [] : [`judge ${before.judge} → ${now.judge}`]),
    ...(before.judge === now.judge && before.parameters_sha256 !== now.parameters_sha256 ? ['other parameters of the models'] : []),
  ];
}

function personaDifferences(before: RunIdentity['personas'], now: RunIdentity['personas']): string[] {
  const found: string[] = [];
  if (before.file_sha256 !== now.file_sha256) found.push('another personas file');
  const [setsBefore, setsNow] = [before.sets, now.sets].map((sets) =>
    sets.map((set) => `${set.field}.${set.value}=${set.share}`).join(', '),
  );
  if (setsBefore !== setsNow) found.push(`set ${setsBefore || 'none'} → ${setsNow || 'none'}`);
  return found;
}

function resourceDifferences(before: Record<string, string>, now: Record<string, string>): string[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
  return paths
    .filter((path) => before[path] !== now[path])
    .map((path) => `data/${path} ${before[path] === undefined ? 'is new' : now[path] === undefined ? 'is gone' : 'changed'}`);
}

function show(value: unknown): string {
  return Array.isArray(value) ? value.join(',') : String(value);
}
