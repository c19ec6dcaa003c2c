import { addUsage, NO_TOKENS, type TokenUsage } from '../engine/llm/chat-model.js';
import type { LlmRole } from '../engine/llm/llm-settings.js';
import { costOf, type Price } from '../engine/llm/prices.js';
import type { PaidUsage, RoleUsage } from './job-pool.js';

/** Which model a role calls, and what it costs; null where nobody knows. */
export type Tariff = (role: LlmRole) => { model: string; price: Price | null };

/** Tokens and money by role, over all sessions of a run. */
export class UsageTally {
  readonly #callCounts: () => { calls: number; retries: number };
  readonly #tariff: Tariff;
  readonly #byRole = new Map<LlmRole, { calls: number; tokens: TokenUsage }>();
  #reasks = 0;
  #before: PaidUsage | null = null;

  constructor(callCounts: () => { calls: number; retries: number }, tariff: Tariff) {
    this.#callCounts = callCounts;
    this.#tariff = tariff;
  }

  add(role: LlmRole, usage: TokenUsage, calls = 1): void {
    const { calls: sofar, tokens } = this.#byRole.get(role) ?? { calls: 0, tokens: NO_TOKENS };
    this.#byRole.set(role, { calls: sofar + calls, tokens: addUsage(tokens, usage) });
  }

  countReask(): void {
    this.#reasks++;
  }

  /** What earlier sessions paid counts as well, at the prices of now. */
  continueFrom(before: PaidUsage | null): void {
    this.#before = before;
    for (const [role, { calls, ...tokens }] of Object.entries(before?.by_role ?? {})) this.add(role as LlmRole, tokens, calls);
  }

  total(): PaidUsage {
    const { calls, retries } = this.#callCounts();
    const roles = [...this.#byRole].sort(([a], [b]) => a.localeCompare(b));
    const byRole: Record<string, RoleUsage> = {};
    const cost = new Map<string, number>();
    const unpriced = new Set<string>();
    for (const [role, { calls: answered, tokens }] of roles) {
      const { model, price } = this.#tariff(role);
      const paid = price === null ? null : costOf(tokens, price);
      byRole[role] = { model, calls: answered, ...tokens, cost: paid === null ? null : rounded(paid) };
      if (price === null || paid === null) unpriced.add(model);
      else cost.set(price.currency, (cost.get(price.currency) ?? 0) + paid);
    }
    return {
      calls: calls + (this.#before?.calls ?? 0),
      retries: retries + (this.#before?.retries ?? 0),
      reasks: this.#reasks + (this.#before?.reasks ?? 0),
      by_role: byRole,
      cost: Object.fromEntries([...cost].map(([currency, sum]) => [currency, rounded(sum)])),
      unpriced_models: [...unpriced],
    };
  }
}

/** To a millionth: what one token of the cheapest models costs is below that. */
function rounded(amount: number): number {
  return Math.round(amount * 1e6) / 1e6;
}
