import { z } from 'zod';
import type { TokenUsage } from './chat-model.js';

/** What a model costs per million tokens. */
export const Price = z.strictObject({
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters, as in USD'),
  input: z.number().min(0),
  /** Input that the provider had in its prompt cache. */
  cachedInput: z.number().min(0),
  /** Reasoning included. */
  output: z.number().min(0),
  /** Where the price was read, and when. */
  source: z.string().min(1),
  date: z.union([z.iso.date(), z.date().transform((day) => day.toISOString().slice(0, 10))]),
});
export type Price = z.infer<typeof Price>;

const MILLION = 1_000_000;

/** In the price's currency. */
export function costOf({ input, cached, output }: TokenUsage, price: Price): number {
  return ((input - cached) * price.input + cached * price.cachedInput + output * price.output) / MILLION;
}
