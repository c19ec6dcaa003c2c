import type { LlmSettings } from '../engine/llm/llm-settings.js';
import type { RoleEstimate, RunEstimate } from '../pipeline/estimate-run.js';
import { formatTable } from './format-table.js';

const HEADING = ['role', 'model', 'calls', 'input', 'cached', 'output', 'cost', 'without cache'];

/** The answer of `--dry-run`: a table of what each role would use, and what it rests on. */
export function formatEstimate({ played, roles }: RunEstimate, { count, settings }: { count: number; settings: LlmSettings }): string {
  const { tokensPerChineseCharacter, tokensPerOtherCharacter, tokensPerMessage } = settings.estimate;
  const models = [...new Set(roles.map(({ model }) => model))];
  const unpriced = models.filter((model) => settings.prices[model] === undefined);
  const priced = models.flatMap((model) => {
    const price = settings.prices[model];
    return price === undefined ? [] : [`${model} ${price.source} (${price.date})`];
  });
  return [
    formatTable([HEADING, ...roles.map(rowOf), totalOf(roles)]),
    `An estimate for ${count} dialogues from ${played} played with the offline engine: nothing was called or written. Re-asks, retries, reasoning and`,
    'replaced dialogues come on top; cached is what a server with a prompt cache can serve at most, the last column is the cost where it serves nothing.',
    `Tokens: ${tokensPerChineseCharacter} a Chinese character, ${tokensPerOtherCharacter} any other, ${tokensPerMessage} a message (data/llm.yaml).`,
    ...(priced.length > 0 ? [`Prices: ${priced.join('; ')}.`] : []),
    ...(unpriced.length > 0 ? [`No price is known for ${unpriced.join(', ')}: give one with --llm-config (key prices).`] : []),
  ].join('\n');
}

function rowOf({ role, model, calls, input, cached, output, cost, costWithoutCache, currency }: RoleEstimate): string[] {
  const money = (amount: number | null): string => (amount === null ? '?' : `${amount.toFixed(4)} ${currency}`);
  return [role, model, String(calls), String(input), String(cached), String(output), money(cost), money(costWithoutCache)];
}

function totalOf(roles: readonly RoleEstimate[]): string[] {
  const sum = (of: (role: RoleEstimate) => number): string => String(roles.reduce((total, role) => total + of(role), 0));
  return [
    'total',
    '',
    sum(({ calls }) => calls),
    sum(({ input }) => input),
    sum(({ cached }) => cached),
    sum(({ output }) => output),
    sumOfMoney(roles, ({ cost }) => cost),
    sumOfMoney(roles, ({ costWithoutCache }) => costWithoutCache),
  ];
}

/** `1.25 USD`, `1.25 USD + 3.00 CNY`, `1.25 USD + ?` where a price is missing. */
function sumOfMoney(roles: readonly RoleEstimate[], of: (role: RoleEstimate) => number | null): string {
  const sums = new Map<string, number>();
  for (const role of roles) {
    const amount = of(role);
    if (amount !== null && role.currency !== null) sums.set(role.currency, (sums.get(role.currency) ?? 0) + amount);
  }
  const parts = [...sums].map(([currency, amount]) => `${amount.toFixed(4)} ${currency}`);
  return [...parts, ...(roles.some((role) => of(role) === null) ? ['?'] : [])].join(' + ');
}
