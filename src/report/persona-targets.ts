import type { MarginalTarget, PersonaDistribution } from '../personas/distribution.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { drawPersonas } from '../personas/persona-pool.js';
import { fieldShares } from '../personas/pool-figures.js';
import { type Comparison, compareWithPopulation } from '../personas/population.js';
import type { RunRecord } from './run-record.js';

/** What the tables give the values of one field, and where they come from. */
export interface FieldTarget {
  field: string;
  source: string;
  status: string;
  /** By value: its share under the distribution of the run, and under the default tables, which stand for the population. */
  shares: ReadonlyMap<string, { target: number; population: number }>;
}

export interface PersonaTargets {
  fields: FieldTarget[];
  /** Shares that were asked for with `--set`. */
  sets: readonly MarginalTarget[];
  /** The run had a file laid over the tables that is not at hand: its targets are those of the default tables. */
  fileMissing: boolean;
  /** A whole pool of the default tables beside published figures. */
  comparisons: readonly Comparison[];
}

/**
 * The persona targets of a run, from the distribution as it is now.
 * @param file the `--personas` file of the run, null where it had none or it is not at hand
 * @throws RolecsError those of `loadPersonaDistribution`, `drawPersonas` and `compareWithPopulation`
 */
export function personaTargets({ identity }: RunRecord, { dataDir, file }: { dataDir: string; file: string | null }): PersonaTargets {
  const { file_sha256: fileHash, sets } = identity.personas;
  const defaults = loadPersonaDistribution(dataDir);
  const changed = file !== null || sets.length > 0;
  const distribution = changed ? loadPersonaDistribution(dataDir, { file, sets }) : defaults;
  const targets = expectedShares(distribution, identity);
  const population = changed ? expectedShares(defaults, identity) : targets;
  const fields = [...targets].map(([field, shares]): FieldTarget => {
    const { source = '', status = '' } = distribution.fields.get(field) ?? {};
    const before = population.get(field);
    const values = new Set([...shares.keys(), ...(before?.keys() ?? [])]);
    return {
      field,
      source,
      status,
      shares: new Map([...values].map((value) => [value, { target: shares.get(value) ?? 0, population: before?.get(value) ?? 0 }])),
    };
  });
  const comparisons = compareWithPopulation(dataDir, drawPersonas(defaults, { seed: identity.seed }));
  return { fields, sets, fileMissing: fileHash !== null && file === null, comparisons };
}

/** Field → value → the share that the tables give it, over a pool like that of the run. */
function expectedShares(distribution: PersonaDistribution, { count, seed }: RunRecord['identity']): Map<string, Map<string, number>> {
  const pool = drawPersonas(distribution, { size: Math.min(count, distribution.pool.size), seed });
  return new Map(
    fieldShares(distribution, pool)
      .filter(({ latent }) => !latent)
      .map(({ field, values }) => [field, new Map(values.map(({ value, expected }) => [value, expected]))]),
  );
}
