import { z } from 'zod';

const Share = z.number().min(0).max(1);

/** What the sampler can be tuned with: `data/sampling.yaml`. */
export const SamplingSettings = z.strictObject({
  /** Supporter lines planned for a dialogue: a normal distribution, cut off. */
  lines: z.strictObject({ mean: z.number(), deviation: z.number().positive(), min: z.int(), max: z.int() }),
  /** Planned shares in percent per strategy; where the talk itself adds or drops lines, these differ from the target shares. */
  plannedShares: z.record(z.string(), z.number().positive()),
  /** How much dialogues differ around the planned shares: standard deviation of the logarithm. */
  shareSpread: z.number().min(0).max(1),
  /** Share of dialogues with an OT line in which the OT line answers an unreasonable demand (the others answer a digression). */
  demandShare: Share,
  /** Share of demands that the customer argues about. */
  arguedShare: Share,
  /** Preference of questions over the supporter's own beats, as a weight ratio. */
  questionPreference: z.number().positive(),
  /** Probability that an emotional line answers the situation before a worry is voiced, when both are possible. */
  unvoicedSoothingShare: Share,
  /** Probability of each detour of the customer in a dialogue, where the file allows: see `Detour`. */
  detours: z.strictObject({ evade: Share, forget: Share, unclear: Share }),
});
export type SamplingSettings = z.infer<typeof SamplingSettings>;

/** Quantile of a normal distribution (Acklam's rational approximation, relative error below 1.2e-9). */
export function normalQuantile(point: number): number {
  const p = Math.min(Math.max(point, 1e-9), 1 - 1e-9);
  const tail = (q: number) =>
    (((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
      2.938163982698783) /
    ((((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1);
  if (p < 0.02425) return tail(Math.sqrt(-2 * Math.log(p)));
  if (p > 1 - 0.02425) return -tail(Math.sqrt(-2 * Math.log(1 - p)));
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
      q) /
    (((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1)
  );
}
