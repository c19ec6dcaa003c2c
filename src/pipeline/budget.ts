import { EXIT, RolecsError } from '../domain/errors.js';
import type { PaidUsage } from './job-pool.js';

/** What a run may use up, all sessions together; null: no limit. */
export interface Budget {
  /** In the one currency of the models' prices. */
  maxCost: number | null;
  /** Input and output. */
  maxTokens: number | null;
}

/** What is used up, in words; null while there is something left. */
export function whatIsSpent({ maxCost, maxTokens }: Budget, { by_role, cost }: PaidUsage): string | null {
  const tokens = Object.values(by_role).reduce((sum, { input, output }) => sum + input + output, 0);
  if (maxTokens !== null && tokens >= maxTokens) return `--max-tokens ${maxTokens} is used up (${tokens} tokens)`;
  const [[currency, spent] = ['', 0]] = Object.entries(cost);
  if (maxCost !== null && spent >= maxCost) return `--max-cost ${maxCost} is used up (${spent.toFixed(4)} ${currency})`;
  return null;
}

/**
 * @param prices by model, of the models that are asked
 * @throws RolecsError `bad-usage` where a limit in money cannot be kept
 */
export function checkBudget({ maxCost }: Budget, prices: ReadonlyMap<string, { currency: string } | null>): void {
  if (maxCost === null) return;
  const unknown = [...prices].find(([, price]) => price === null)?.[0];
  if (unknown !== undefined) {
    throw new RolecsError('bad-usage', `--max-cost ${maxCost}: nobody knows what the model "${unknown}" costs`, {
      hint: 'give its price in a file for --llm-config (key prices, as in data/prices.yaml), or limit tokens with --max-tokens',
      exitStatus: EXIT.usage,
    });
  }
  const currencies = [...new Set([...prices.values()].map((price) => price?.currency))];
  if (currencies.length > 1) {
    throw new RolecsError('bad-usage', `--max-cost ${maxCost}: the models are priced in ${currencies.join(' and ')}`, {
      hint: 'give prices in one currency with --llm-config, or limit tokens with --max-tokens',
      exitStatus: EXIT.usage,
    });
  }
}
