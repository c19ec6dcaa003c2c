import type { LlmSettings } from '../engine/llm/llm-settings.js';
import type { RoleEstimate, RunEstimate } from '../pipeline/estimate-run.js';
import { formatTable } from './format-table.js';

const HEADING = ['role', 'model', 'calls', 'input', 'cached', 'output', 'cost'];

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
    'replaced dialogues come on top; cached is what a server with a prompt cache can serve at most.',
    `Tokens: ${tokensPerChineseCharacter} a Chinese character, ${tokensPerOtherCharacter} any other, ${tokensPerMessage} a message (data/llm.yaml).`,
    ...(priced.length > 0 ? [`Prices: ${priced.join('; ')}.`] : []),
    ...(unpriced.length > 0 ? [`No price is known for ${unpriced.join(', ')}: give one with --llm-config (key prices).`] : []),
  ].join('\n');
}

function rowOf({ role, model, calls, input, cached, output, cost, currency }: RoleEstimate): string[] {
  return [
    role,
    model,
    String(calls),
    String(input),
    String(cached),
    String(output),
    cost === null ? '?' : `${cost.toFixed(4)} ${currency}`,
  ];
}

function totalOf(roles: readonly RoleEstimate[]): string[] {
  const sum = (of: (role: RoleEstimate) => number): string => String(roles.reduce((total, role) => total + of(role), 0));
  const costs = new Map<string, number>();
  for (const { cost, currency } of roles) if (cost !== null && currency !== null) costs.set(currency, (costs.get(currency) ?? 0) + cost);
  const cost = [...costs].map(([currency, amount]) => `${amount.toFixed(4)} ${currency}`).join(' + ');
  const open = roles.some((role) => role.cost === null);
  return [
    'total',
    '',
    sum(({ calls }) => calls),
    sum(({ input }) => input),
    sum(({ cached }) => cached),
    sum(({ output }) => output),
    cost === '' ? '?' : `${cost}${open ? ' + ?' : ''}`,
  ];
}
