import { type Bending, measureBending } from './bending.js';
import type { PersonaDistribution } from './distribution.js';
import type { DrawnPersona } from './persona-pool.js';
import {
  type Association,
  associations,
  type FieldShares,
  fieldShares,
  itemShares,
  type NumberFigures,
  numberFigures,
} from './pool-figures.js';

const ASSOCIATIONS_SHOWN = 8;
const SAMPLES_SHOWN = 5;

/** What a preview tells of a distribution. */
export interface PreviewFigures {
  count: number;
  seed: number;
  /** Null without targets. */
  bending: Bending | null;
  fields: FieldShares[];
  numbers: NumberFigures[];
  associations: Association[];
  samples: string[];
}

export function previewFigures(distribution: PersonaDistribution, pool: readonly DrawnPersona[], seed: number): PreviewFigures {
  return {
    count: pool.length,
    seed,
    bending: distribution.targets.length === 0 ? null : measureBending(distribution, pool),
    fields: [...fieldShares(distribution, pool), ...itemShares(distribution, pool)],
    numbers: numberFigures(distribution, pool),
    associations: associations(distribution, pool).slice(0, ASSOCIATIONS_SHOWN),
    samples: pool.slice(0, SAMPLES_SHOWN).map(({ persona }) => persona.description),
  };
}
