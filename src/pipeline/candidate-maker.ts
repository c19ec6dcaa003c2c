import { join } from 'node:path';
import type { Candidate, CandidateMaker, CandidateRequest } from '../domain/candidate.js';
import { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, StrategyFramework } from '../domain/strategy.js';
import { createOfflineEngine } from '../engine/offline/offline-engine.js';
import { loadPhraseBook } from '../engine/offline/phrase-book.js';
import type { Engine } from '../engine/port.js';
import { beginDialogue } from '../graph/begin.js';
import { buildGraph } from '../graph/build-graph.js';
import { createCohortNodes } from '../graph/cohort-nodes.js';
import type { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import type { DialogueState } from '../graph/dialogue-state.js';
import type { Judging } from '../graph/judge-step.js';
import { playDialogues } from '../graph/play-dialogues.js';
import type { RecordContext } from '../graph/record.js';
import type { StepContext } from '../graph/steps.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { createPersonaPool } from '../personas/persona-pool.js';
import { allChecks } from '../quality/checks.js';
import { createGate, type Gate } from '../quality/gate.js';
import { QualityRules } from '../quality/quality-rules.js';
import { largestRemainder } from '../random/largest-remainder.js';
import { readYaml } from '../resources/read-yaml.js';
import { type CombinationSpace, checkEveryPersonaFits, deal, drawCombination } from '../sampling/combination.js';
import { SamplingSettings } from '../sampling/settings.js';
import { indexScenarios } from '../topics/index-scenarios.js';
import { loadTopics } from '../topics/load-topics.js';
import type { RequestedShares } from './maker-module.js';
import type { RunConfiguration } from './run-configuration.js';

/** Personas of a run, or as many as it has dialogues: 11,232 = 8 topics × 1,404 (csc-framework). */
export const POOL_SIZE = 1404;
const MIN_UTTERANCES = 10;
const FAREWELL_SHARE = 0.3;

const spaces = new WeakMap<RunConfiguration, CombinationSpace>();

/**
 * Everything a run needs before the first dialogue: resources loaded and checked, personas drawn. Done once for a configuration object.
 * @throws RolecsError when a resource is broken
 */
export function prepareSpace(configuration: RunConfiguration): CombinationSpace {
  const known = spaces.get(configuration);
  if (known) return known;
  const { dataDir, seed, count, maxUtterances, topics } = configuration;
  const framework = readYaml(join(dataDir, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml');
  const settings = readYaml(join(dataDir, 'sampling.yaml'), SamplingSettings, 'data/sampling.yaml');
  const wanted = loadTopics(dataDir, (id) => topics.includes(id));
  const personas = createPersonaPool(loadPersonaDistribution(dataDir, configuration.personas), { size: Math.min(count, POOL_SIZE), seed });
  const space = { seed, count, maxUtterances, topics: wanted, personas, framework, settings };
  checkEveryPersonaFits(space);
  spaces.set(configuration, space);
  return space;
}

/** The gate of a run: every check on a finished dialogue, rejecting as the configuration says. */
export function composeGate({ dataDir, gates }: RunConfiguration): Gate {
  const framework = readYaml(join(dataDir, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml');
  return createGate(allChecks(framework, readYaml(join(dataDir, 'quality.yaml'), QualityRules, 'data/quality.yaml')), gates);
}

/** What dialogues are played with once an engine is chosen: what the steps and the records depend on, and how a dialogue begins. */
export function assemble({
  space,
  engine,
  emotions,
  origin,
}: {
  space: CombinationSpace;
  engine: Engine;
  emotions: EmotionModel;
  /** What stands in the provenance of a row. */
  origin: Pick<RecordContext, 'engine' | 'model' | 'version'>;
}): {
  steps: StepContext;
  records: RecordContext;
  begin: (request: CandidateRequest) => DialogueState;
} {
  const { seed, framework, maxUtterances } = space;
  const scenarioOf = indexScenarios(space.topics);
  const outcomeOf = (scenario: string, cause: string) => scenarioOf(scenario).bank.causes.get(cause)?.outcome ?? 'solved';
  return {
    steps: {
      engine,
      seed,
      emotions,
      outcomeOf,
      identityAsksOf: (id) => scenarioOf(id).bank.identity.asks,
      answersOf: (id, question) => [...(scenarioOf(id).bank.answers.get(question)?.say.keys() ?? [])],
      limits: { framework, maxUtterances, minUtterances: MIN_UTTERANCES },
      farewellShare: FAREWELL_SHARE,
    },
    records: { seed, ...origin, framework, emotions, outcomeOf },
    begin: ({ index, attempt }) => {
      const combination = drawCombination(space, index, attempt);
      return beginDialogue(combination, scenarioOf(combination.scenario).customer.emotion.family);
    },
  };
}

/** What puts words to the dialogues instead of the offline engine, over it; what stops it; and where steps are kept while it is at it. */
export interface EngineChoice {
  engineOver?: (base: Engine, space: CombinationSpace) => Engine;
  judgingIn?: (space: CombinationSpace) => Judging;
  signal?: AbortSignal;
  checkpoints?: DialogueCheckpoints;
}

/**
 * The state machine of a run with its real nodes, and where each dialogue starts.
 * @throws RolecsError when a resource is broken
 */
export function composeDialogues(configuration: RunConfiguration, { engineOver, judgingIn, signal, checkpoints }: EngineChoice = {}) {
  const space = prepareSpace(configuration);
  const { dataDir, engine: name, model, version } = configuration;
  const emotions = readYaml(join(dataDir, 'emotions.yaml'), EmotionModel, 'data/emotions.yaml');
  const offline = createOfflineEngine({
    topics: space.topics,
    phrases: loadPhraseBook(dataDir),
    hotFrom: emotions.hotFrom,
    maxRun: space.framework.maxRun,
  });
  const engine = engineOver?.(offline, space) ?? offline;
  const { steps, records, begin } = assemble({ space, engine, emotions, origin: { engine: name, model, version } });
  const context = signal ? { ...steps, signal } : steps;
  const nodes = createCohortNodes(context, records, composeGate(configuration), judgingIn?.(space) ?? null);
  return { graph: buildGraph(nodes, checkpoints), begin };
}

/**
 * The pure part of a run: combination → LangGraph dialogue → gate. Nothing here depends on order, thread or clock.
 * @throws RolecsError when a resource is broken
 */
export async function createCandidateMaker(configuration: RunConfiguration, choice: EngineChoice = {}): Promise<CandidateMaker> {
  const { graph, begin } = composeDialogues(configuration, choice);
  const space = prepareSpace(configuration);
  const { maxUtterances } = configuration;
  const options = { maxUtterances, ...(choice.checkpoints ? { checkpoints: choice.checkpoints } : {}) };
  return {
    async make(requests) {
      const begun = requests.map((request) => beginOrReject(request, begin, space));
      const states = begun.filter((item) => 'combination' in item);
      const played = (await playDialogues(graph, states, options)).values();
      return begun.map((item) => ('combination' in item ? toCandidate(played.next().value as DialogueState) : item));
    },
  };
}

/** A case that cannot be told of this persona is a rejected candidate like any other: the next attempt is dealt anew. */
function beginOrReject(
  request: CandidateRequest,
  begin: (request: CandidateRequest) => DialogueState,
  space: CombinationSpace,
): DialogueState | Candidate {
  try {
    return begin(request);
  } catch (error) {
    if (!(error instanceof RolecsError) || error.code !== 'fact-impossible') throw error;
    const scenario = deal(space, request.index, request.attempt).scenario.truth.id;
    const rejection = { reason: error.code, detail: `scenario ${scenario}: ${error.message}` };
    return { ...request, requested: { scenario, strategies: [] }, record: null, rejection };
  }
}

function toCandidate({ combination: { index, attempt, scenario, strategies }, record, rejection }: DialogueState): Candidate {
  return { index, attempt, requested: { scenario, strategies }, record, rejection };
}

/** What a run of this configuration asks for; scenarios and strategy combinations are told per candidate, since they are drawn one by one. */
export function requestedShares(configuration: RunConfiguration): RequestedShares {
  const { topics, personas, framework } = prepareSpace(configuration);
  const { count } = configuration;
  const quotas = largestRemainder(
    topics.map((topic) => topic.weight),
    count,
  );
  return {
    topics: Object.fromEntries(topics.map(({ id }, position) => [id, quotas[position] ?? 0])),
    // Positions run through the pool cyclically: every persona has its share, the first ones one more.
    personas: Object.fromEntries(
      personas.map(({ id }, position) => [id, Math.floor(count / personas.length) + (position < count % personas.length ? 1 : 0)]),
    ),
    strategyMix: Object.fromEntries(STRATEGY_CODES.map((code) => [code, framework.strategies[code].targetShare / 100])),
  };
}
