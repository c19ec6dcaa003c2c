import { z } from 'zod';

/** `data/quality.yaml`: what the gate checks texts against. */
export const QualityRules = z.strictObject({
  /** Texts whose numbers a supporter may state in any case. */
  whitelist: z.array(z.string()),
  companyNames: z.array(z.string()),
  /** Regular expressions on supporter texts; `unless` excuses a sentence. */
  forbidden: z.record(z.string(), z.strictObject({ pattern: z.string(), unless: z.string().optional() })),
});
export type QualityRules = z.infer<typeof QualityRules>;
