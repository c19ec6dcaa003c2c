import type { Persona } from '../../domain/persona.js';
import { STRATEGY_CODES, type StrategyFramework } from '../../domain/strategy.js';
import { renderTemplate } from '../../language/template.js';
import { fillFact } from '../../topics/facts.js';
import type { BankSide } from '../../topics/scenario.js';
import { IDENTITY_LABELS } from '../../topics/scenario-file.js';
import type { BankView, CustomerView, Plan } from '../port.js';
import type { ChatMessage } from './chat-model.js';
import type { Prompts } from './prompts.js';

/** What stands before the talk on the supporter's side: the same for both of its agents, and for every step of a dialogue. */
export function openingOfSupporter(prompts: Prompts, framework: StrategyFramework, view: BankView, bank: BankSide): ChatMessage[] {
  const strategies = STRATEGY_CODES.map((code) => `${code} ${framework.strategies[code].name}：${framework.strategies[code].definition}`);
  const matter = renderTemplate(
    bank.matter,
    (slot) => fillFact(view.facts, slot) ?? '',
    () => 0,
  );
  return [
    {
      role: 'system',
      content: prompts.render('supporter', 'system', { strategies: strategies.join('\n') }),
    },
    {
      role: 'user',
      content: prompts.render('supporter', 'case', {
        matter,
        records: listed(view.records),
        policy: listed(view.policy),
        identity: bank.identity.asks.map((item) => IDENTITY_LABELS[item]).join('、'),
      }),
    },
  ];
}

/** The same for the customer's side: profile, situation, goal, knowledge; no rule, no record, no strategy. */
export function openingOfCustomer(
  prompts: Prompts,
  { persona, description, knows }: Pick<CustomerView, 'persona' | 'description' | 'knows'>,
): ChatMessage[] {
  return [
    { role: 'system', content: prompts.render('customer', 'system', {}) },
    { role: 'user', content: prompts.render('customer', 'case', { persona: persona.description, description, knows: listed(knows) }) },
  ];
}

export function openingOfPlanner(prompts: Prompts, persona: Persona, { description, goal }: Plan): ChatMessage[] {
  return [
    { role: 'system', content: prompts.render('planner', 'system', {}) },
    { role: 'user', content: prompts.render('planner', 'case', { persona: persona.description, description, goal }) },
  ];
}

/** The talk as one side hears it: what it said itself is the model's, what the other said is the user's. Appended to, never changed. */
export function talkFor(
  side: 'supporter' | 'customer',
  transcript: readonly { speaker: 'supporter' | 'customer'; text: string }[],
): ChatMessage[] {
  return transcript.map(({ speaker, text }) => ({ role: speaker === side ? 'assistant' : 'user', content: text }));
}

function listed(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
