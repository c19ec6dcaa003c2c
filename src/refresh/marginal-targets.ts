import type { MarginalCounts } from '../analysis/marginals.js';
import { STRATEGY_CODES, type StrategyFramework } from '../domain/strategy.js';
import { loadPersonaDistribution, type PersonaOverlay } from '../personas/load-distribution.js';
import { drawPersonas } from '../personas/persona-pool.js';
import { fieldShares } from '../personas/pool-figures.js';
import { POOL_SIZE } from '../pipeline/candidate-maker.js';

/** Shares that a version was asked to have, by field; fields that nobody set a target for are not among them. */
interface MarginalTargets {
  /** Persona fields with one of several words, in the order of the distribution. */
  personaFields: string[];
  shares: Record<string, MarginalCounts>;
}

export function marginalTargets({
  dataDir,
  personas,
  count,
  seed,
  framework,
  topics,
}: {
  dataDir: string;
  personas: PersonaOverlay;
  count: number;
  seed: number;
  framework: StrategyFramework;
  /** Dialogues that the run was to deliver, by topic. */
  topics: MarginalCounts;
}): MarginalTargets {
  const distribution = loadPersonaDistribution(dataDir, personas);
  const pool = drawPersonas(distribution, { size: Math.min(count, POOL_SIZE), seed });
  const fields = fieldShares(distribution, pool).filter(({ latent }) => !latent);
  const persona = fields.map(({ field, values }) => [
    `persona.${field}`,
    Object.fromEntries(values.map(({ value, expected }) => [value, expected])),
  ]);
  const strategy = Object.fromEntries(
    STRATEGY_CODES.map((code) => [framework.strategies[code].label, framework.strategies[code].targetShare]),
  );
  return { personaFields: fields.map(({ field }) => field), shares: { topic: topics, strategy, ...Object.fromEntries(persona) } };
}
