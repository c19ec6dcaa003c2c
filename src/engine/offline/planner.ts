import { inReportedSpeech } from '../../language/reported-speech.js';
import { renderTemplate, type Template } from '../../language/template.js';
import type { RandomStream } from '../../random/stream.js';
import { fillFact } from '../../topics/facts.js';
import type { Scenario } from '../../topics/scenario.js';
import { IDENTITY_LABELS, type IdentityItem } from '../../topics/scenario-file.js';
import type { Plan, PlannerView } from '../port.js';

/** The planner: completes the scenario for this persona. It knows no strategies. */
export function planScenario(view: PlannerView, scenario: Scenario, stream: RandomStream): Plan {
  const { truth, bank, customer } = scenario;
  const text = (template: Template) =>
    renderTemplate(
      template,
      (slot) => fillFact(view.facts, slot) ?? '',
      (count) => stream.int(count),
    );
  const demand = view.demand === null ? undefined : customer.demands.get(view.demand);
  return {
    title: truth.title,
    description: inReportedSpeech(text(truth.description), '客户'),
    goal: text(truth.goal),
    knows: [identitySentence(scenario, view), ...truth.knows.map(text)],
    records: [clientFile(view), ...(bank.causes.get(view.cause)?.records.map(text) ?? [])],
    policy: bank.policy,
    demandText: demand === undefined ? null : text(demand.text),
  };
}

/** What the bank has on file about the caller: the tails that a supporter may name after the check. */
function clientFile({ facts }: PlannerView): string {
  const tails = (['card_tail', 'phone_tail', 'id_tail'] as const).map((item) => identified(item, facts));
  return [`客户${fillFact(facts, 'name') ?? ''}`, ...tails].join('，');
}

function identitySentence({ bank }: Scenario, { facts }: PlannerView): string {
  return bank.identity.asks.map((item) => identified(item, facts)).join('，');
}

function identified(item: IdentityItem, facts: PlannerView['facts']): string {
  return `${item === 'surname' ? '我姓' : IDENTITY_LABELS[item]}${fillFact(facts, item) ?? ''}`;
}
