import { z } from 'zod';

/** `data/baselines.yaml`: the figures that are shown, their targets, and what humans reach. */
export const Baselines = z.array(
  z.strictObject({
    /** Path into the figures: `customer.distinct_2`. */
    figure: z.string(),
    name: z.string(),
    target: z.strictObject({ min: z.number().optional(), max: z.number().optional() }),
    humans: z.string(),
  }),
);
export type Baselines = z.infer<typeof Baselines>;
export type Baseline = Baselines[number];

export type Standing = 'met' | 'missed' | 'unknown';

/** Where a value stands to its target. */
export function standingOf(value: number | null, { min, max }: Baseline['target']): Standing {
  if (value === null) return 'unknown';
  return (min === undefined || value >= min) && (max === undefined || value <= max) ? 'met' : 'missed';
}

/** The number at a path of nested figures; null where there is none. */
export function figureAt(figures: unknown, path: string): number | null {
  let value: unknown = figures;
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return typeof value === 'number' ? value : null;
}
