import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../resources/read-yaml.js';
import { Condition, type Facts, holds } from './condition.js';

const FILE = 'population.yaml';

/** A text in the languages of the report; one string where both read the same. */
const Bilingual = z.union([
  z
    .string()
    .min(1)
    .transform((text) => ({ en: text, zh: text })),
  z.strictObject({ en: z.string().min(1), zh: z.string().min(1) }),
]);
export type Bilingual = z.infer<typeof Bilingual>;

const Figure = z
  .strictObject({
    of: Bilingual,
    /** Whose share it is. */
    when: Condition.optional(),
    /** Of whom. */
    among: Condition.default({}),
    mean: z.string().optional(),
    median: z.string().optional(),
    /** Percent, or the unit of the number. */
    published: z.number(),
    source: Bilingual,
    status: z.enum(['verified', 'to-verify']),
    why: Bilingual.optional(),
  })
  .refine(({ when, mean, median }) => [when, mean, median].filter((one) => one !== undefined).length === 1, {
    error: 'give one of when, mean, median',
  });
const PopulationFile = z.strictObject({ figures: z.array(Figure).min(1) });

/** A published figure beside what a pool of personas has. */
export interface Comparison {
  of: Bilingual;
  published: number;
  here: number;
  /** Standard error of `here` as a sample, in the same unit. */
  noise: number;
  unit: '%' | '';
  source: Bilingual;
  status: string;
  why: Bilingual | null;
}

/**
 * Holds a pool of personas against what is published about people.
 * @param dataDir the folder that holds `personas/`
 * @throws RolecsError `resource-…`
 */
export function compareWithPopulation(dataDir: string, pool: readonly { readonly facts: Facts }[]): Comparison[] {
  const { figures } = readYaml(join(dataDir, 'personas', FILE), PopulationFile, `data/personas/${FILE}`);
  return figures.map(({ of, when, among, mean, median, published, source, status, why = null }) => {
    const people = pool.map(({ facts }) => facts).filter((facts) => holds(among, facts));
    const told = { of, published, source, status, why };
    if (when !== undefined) {
      const share = people.filter((facts) => holds(when, facts)).length / people.length;
      return { ...told, here: 100 * share, noise: 100 * Math.sqrt((share * (1 - share)) / people.length), unit: '%' };
    }
    const values = people.map((facts) => Number(facts[(mean ?? median) as string])).sort((left, right) => left - right);
    const average = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
    const here = mean === undefined ? (values[Math.floor(values.length / 2)] as number) : average;
    return { ...told, here, noise: Math.sqrt(variance / values.length), unit: '' };
  });
}
