import { join } from 'node:path';
import { createOfflineEngine } from '../engine/offline/offline-engine.js';
import { loadPhraseBook, type PhraseBook } from '../engine/offline/phrase-book.js';
import type { Engine } from '../engine/port.js';
import { buildGraph, recursionLimitFor } from '../graph/build-graph.js';
import { createCohortNodes } from '../graph/cohort-nodes.js';
import type { DialogueState } from '../graph/dialogue-state.js';
import type { RecordContext } from '../graph/record.js';
import type { StepContext } from '../graph/steps.js';
import { assemble, prepareSpace } from '../pipeline/candidate-maker.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';
import { allChecks } from '../quality/checks.js';
import { createGate, type Gate } from '../quality/gate.js';
import { QualityRules } from '../quality/quality-rules.js';
import { readYaml } from '../resources/read-yaml.js';
import type { CombinationSpace } from '../sampling/combination.js';
import { indexScenarios } from '../topics/index-scenarios.js';
import type { Topic } from '../topics/load-topics.js';
import type { Scenario } from '../topics/scenario.js';
import { aPhraseBook } from './a-phrase-book.js';
import { aRunConfiguration } from './a-run-configuration.js';
import { aScenario } from './a-scenario.js';
import { syntheticPersona } from './synthetic-persona.js';
import { DATA_DIR, readTunables } from './tunables.js';

/** Everything dialogues are played with, in the hands of a test. */
export interface DialogueWorld {
  space: CombinationSpace;
  /** The offline engine over this world. */
  engine: Engine;
  steps: StepContext;
  records: RecordContext;
  gate: Gate;
  scenarioOf: (id: string) => Scenario;
  begin: (index: number, attempt?: number) => DialogueState;
  /** The same world with some of its space changed; nothing is loaded again. */
  under: (changes: Partial<CombinationSpace>) => DialogueWorld;
  /** Sends these dialogues through the real graph as one cohort. */
  play: (states: readonly DialogueState[], changes?: Partial<StepContext>) => Promise<readonly DialogueState[]>;
}

/** The world of a real run over the data as they are. */
export function loadRealWorld(changes: Partial<RunConfiguration> = {}): DialogueWorld {
  const configuration = aRunConfiguration({ count: 11232, dataDir: DATA_DIR, ...changes });
  const rules = readYaml(join(DATA_DIR, 'quality.yaml'), QualityRules, 'data/quality.yaml');
  const space = prepareSpace(configuration);
  return createWorld(space, loadPhraseBook(DATA_DIR), createGate(allChecks(space.framework, rules), configuration.gates));
}

/** A world of two topics with a scenario each and a handful of personas, made of test texts; no gate. */
export function createSmallWorld(changes: Partial<CombinationSpace> = {}): DialogueWorld {
  const { framework, settings } = readTunables();
  const topics: Topic[] = [
    { id: 'product-inquiry', label: '产品咨询', weight: 1, scenarios: [aScenario({ id: 'first-case', topic: 'product-inquiry' })] },
    { id: 'other', label: '其他', weight: 1, scenarios: [aScenario({ id: 'second-case' })] },
  ];
  const personas = Array.from({ length: 12 }, (_, number) => ({ ...syntheticPersona(number + 1), age: 20 + 5 * number }));
  const space = { seed: 42, count: 240, maxUtterances: 50, topics, personas, framework, settings, ...changes };
  return createWorld(space, aPhraseBook(), createGate([], 'full'));
}

function createWorld(space: CombinationSpace, phrases: PhraseBook, gate: Gate): DialogueWorld {
  const { emotions } = readTunables();
  const engine = createOfflineEngine({ topics: space.topics, phrases, hotFrom: emotions.hotFrom, maxRun: space.framework.maxRun });
  const { steps, records, begin } = assemble({ space, engine, emotions, origin: { engine: 'offline', model: null, version: '0.0.0' } });
  return {
    space,
    engine,
    steps,
    records,
    gate,
    scenarioOf: indexScenarios(space.topics),
    begin: (index, attempt = 0) => begin({ index, attempt }),
    under: (changes) => createWorld({ ...space, ...changes }, phrases, gate),
    play: async (states, changes = {}) => {
      const context = { ...steps, ...changes };
      const graph = buildGraph(createCohortNodes(context, records, gate));
      const { cohort } = await graph.invoke({ cohort: states }, { recursionLimit: recursionLimitFor(context.limits.maxUtterances) });
      return cohort;
    },
  };
}
