import { indexScenarios } from '../../topics/index-scenarios.js';
import type { Topic } from '../../topics/load-topics.js';
import type { Engine, EngineRequest, Role, Roles } from '../port.js';
import { speakAsCustomer } from './customer.js';
import { directCustomer } from './customer-direction.js';
import type { PhraseBook } from './phrase-book.js';
import { planScenario } from './planner.js';
import { adviseStrategy, speakAsSupporter } from './supporter.js';

export interface OfflineResources {
  topics: readonly Topic[];
  phrases: PhraseBook;
  /** From this emotion level on a customer counts as heated. */
  hotFrom: number;
  /** A strategy may stand this often in a row at most. */
  maxRun: number;
}

type Answerers = { [R in Role]: (view: Roles[R]['view'], stream: EngineRequest<R>['stream']) => Roles[R]['answer'] };

/**
 * The engine without a model: agents act on the typed facts they are given, from scenario knowledge and authored phrases.
 * Answers at once, and the same for the same view and stream. Each agent is handed its own side's book only.
 */
export function createOfflineEngine({ topics, phrases, hotFrom, maxRun }: OfflineResources): Engine {
  const scenarioOf = indexScenarios(topics);
  const supporter = {
    bankOf: (id: string) => scenarioOf(id).bank,
    phrases,
    maxRun,
  };
  const customer = { customerOf: (id: string) => scenarioOf(id).customer, phrases, hotFrom };
  const answerers: Answerers = {
    planner: (view, stream) => planScenario(view, scenarioOf(view.scenario), stream),
    'supporter-assistant': (view, stream) => adviseStrategy(view, supporter, stream),
    supporter: (view, stream) => speakAsSupporter(view, supporter, stream),
    'customer-assistant': (view, stream) => directCustomer(view, customer, stream),
    customer: (view, stream) => speakAsCustomer(view, customer, stream),
  };
  return { ask: ({ role, view, stream }) => answerers[role](view, stream) };
}
