import { z } from 'zod';
import { StrategyCode } from '../domain/strategy.js';

/** A regular expression in the notation of JavaScript. */
const Pattern = z.string().refine(compiles, 'this is no regular expression');

/** `data/quality.yaml`: what the gate checks texts against. */
export const QualityRules = z.strictObject({
  /** Texts whose numbers a supporter may state in any case. */
  whitelist: z.array(z.string()),
  companyNames: z.array(z.string()),
  /** By strategy: what a line shows, what it never holds, whether it may bring in numbers that nobody has said. */
  labels: z.partialRecord(
    StrategyCode,
    z.strictObject({ shows: Pattern.optional(), never: Pattern.optional(), newFigures: z.boolean().default(true) }),
  ),
  /** Regular expressions on supporter texts; `unless` excuses a sentence. */
  forbidden: z.record(z.string(), z.strictObject({ pattern: Pattern, unless: Pattern.optional() })),
});

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
export type QualityRules = z.infer<typeof QualityRules>;
