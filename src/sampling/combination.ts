import { type Persona, personaValue } from '../domain/persona.js';
import { type StrategyCode, type StrategyFramework, toCombination } from '../domain/strategy.js';
import type { ConditionContext } from '../language/condition.js';
import { largestRemainder } from '../random/largest-remainder.js';
import { permute } from '../random/permutation.js';
import { createStream, type RandomStream } from '../random/stream.js';
import { type CallDate, describeDay, drawCallDate } from '../topics/calendar.js';
import type { Facts } from '../topics/fact-forms.js';
import { drawFacts, factValue } from '../topics/facts.js';
import type { Topic } from '../topics/load-topics.js';
import type { Scenario } from '../topics/scenario.js';
import { choosePath } from './path.js';
import type { Path } from './path-draft.js';
import { bucketAt, itemAt, spreadPoint } from './quota.js';
import { ScenarioDealer } from './scenario-dealer.js';
import type { SamplingSettings } from './settings.js';

/** Everything that is decided before an agent speaks: persona × topic × scenario × strategies. Plain data. */
export interface Combination {
  index: number;
  attempt: number;
  topic: string;
  /** Chinese label of the topic, `source` in the row. */
  source: string;
  persona: Persona;
  scenario: string;
  cause: string;
  /** Place of this dialogue among those of its scenario: indexes the permutations of phrase variants. */
  rank: number;
  facts: Facts;
  /** Facts that the bank's records show, by name. */
  recordedFacts: readonly string[];
  /** Facts that follow from others by arithmetic, with their inputs. */
  derivedFacts: Readonly<Record<string, readonly string[]>>;
  /** Facts that the customer knows from the start, by name. */
  knownFacts: readonly string[];
  path: Path;
  /** The strategies that must occur, in code order. */
  strategies: readonly StrategyCode[];
  /** Emotion of the customer when the call begins, 0 to 4. */
  startEmotion: number;
}

export interface CombinationSpace {
  seed: number;
  count: number;
  maxUtterances: number;
  topics: readonly Topic[];
  personas: readonly Persona[];
  framework: StrategyFramework;
  settings: SamplingSettings;
}

/** From this attempt on another scenario of the topic is taken (contract: from the sixth attempt). */
const ATTEMPTS_WITH_SAME_SCENARIO = 5;

/**
 * The combination of one candidate: a pure function of (space, index, attempt).
 *
 * Positions 0 … count − 1 are laid out topic after topic in quotas by largest remainder, personas run through them cyclically, and a keyed
 * permutation deals the positions to the indices: so every persona meets every topic as often as the quota says, and any count keeps the shares.
 * @throws RolecsError `fact-impossible` when a fact of the case has no value for this persona
 */
export function drawCombination(space: CombinationSpace, index: number, attempt: number): Combination {
  const { seed } = space;
  const { position, topic, persona, scenario, rank } = deal(space, index, attempt);
  const stream = createStream(`${seed}/${index}/${attempt}/combination`);
  const cause = itemAt(
    causesFor(scenario, persona),
    (option) => option.weight,
    spreadPoint(`${seed}/${scenario.truth.id}/cause/${attempt}`, rank),
  );
  const callDate = drawCallDate(stream.fork('call'));
  const facts = drawScenarioFacts(scenario, cause.id, persona, callDate, stream.fork('facts'));
  const path = choosePath({
    scenario,
    cause: cause.id,
    framework: space.framework,
    settings: space.settings,
    maxUtterances: space.maxUtterances,
    lengthPoint: spreadPoint(`${seed}/length/${attempt}`, position),
    strategyPoint: spreadPoint(`${seed}/strategies/${attempt}`, rank),
    context: pathContext(persona, facts, cause.id),
    stream: stream.fork('path'),
  });
  const [low, high] = scenario.customer.emotion.start;
  return {
    index,
    attempt,
    topic: topic.id,
    source: topic.label,
    persona,
    scenario: scenario.truth.id,
    cause: cause.id,
    rank,
    facts,
    recordedFacts: cause.recorded,
    derivedFacts: scenario.truth.derived,
    knownFacts: scenario.truth.known,
    path,
    strategies: toCombination(path.strategies),
    startEmotion: low + (high - low) * stream.fork('emotion').next(),
  };
}

/** Who meets which topic and scenario at an index: decided before anything is drawn. */
export function deal(space: CombinationSpace, index: number, attempt: number) {
  const { seed, count, topics, personas } = space;
  const position = permute(`${seed}/positions`, count, index);
  const { bucket, place } = bucketAt(topicQuotas(space), position);
  const turn = Math.floor(attempt / ATTEMPTS_WITH_SAME_SCENARIO);
  return {
    position,
    topic: topics[bucket] as Topic,
    persona: personas[position % personas.length] as Persona,
    ...(dealersOf(space)[bucket] as ScenarioDealer).at(place, turn),
  };
}

/** What is dealt to whom follows from the space alone, so it is worked out once for each. */
const dealers = new WeakMap<CombinationSpace, readonly ScenarioDealer[]>();

/**
 * The dealers of the topics, in their order.
 * @throws RolecsError `scenario-none-fits`: topic and persona
 */
function dealersOf(space: CombinationSpace): readonly ScenarioDealer[] {
  const known = dealers.get(space);
  if (known) return known;
  const { topics, personas, seed } = space;
  const fits = ({ truth }: Scenario, persona: Persona) => truth.fits === null || truth.fits.holds(personaContext(persona));
  let start = 0;
  const made = topicQuotas(space).map((quota, place) => {
    const dealer = new ScenarioDealer({ topic: topics[place] as Topic, personas, start, quota, seed, fits });
    start += quota;
    return dealer;
  });
  dealers.set(space, made);
  return made;
}

function topicQuotas({ topics, count }: CombinationSpace): number[] {
  return largestRemainder(
    topics.map((topic) => topic.weight),
    count,
  );
}

/**
 * Makes sure that every persona can meet every topic, before a run begins.
 * @throws RolecsError `scenario-none-fits`: topic and persona
 */
export function checkEveryPersonaFits(space: CombinationSpace): void {
  dealersOf(space);
}

/** What may lie behind the call of this persona; the check of the scenario files sees to it that something does for whomever it fits. */
function causesFor({ truth }: Scenario, persona: Persona): Scenario['truth']['causes'] {
  const context = personaContext(persona);
  return truth.causes.filter(({ condition }) => condition === null || condition.holds(context));
}

function drawScenarioFacts(scenario: Scenario, cause: string, persona: Persona, callDate: CallDate, stream: RandomStream): Facts {
  const text = (value: string) => ({ written: value, spoken: value, value });
  const digits = (name: string) => text(String(1000 + stream.fork(name).int(9000)));
  const title = persona.gender === '男' ? '先生' : '女士';
  const definitions = [...scenario.truth.facts, ...(scenario.truth.causes.find((option) => option.id === cause)?.facts ?? [])];
  return {
    surname: text(persona.surname),
    title: text(title),
    name: text(persona.surname + title),
    card_tail: digits('card_tail'),
    phone_tail: digits('phone_tail'),
    id_tail: digits('id_tail'),
    today: describeDay(callDate, 0),
    ...drawFacts(definitions, callDate, personaContext(persona, cause), stream),
  };
}

/** Answers conditions about the persona (and the cause); nothing has been said yet. */
export function personaContext(persona: Persona, cause?: string): ConditionContext {
  return {
    flag: () => false,
    said: () => false,
    value: (name) => {
      if (name === 'cause') return cause;
      return personaValue(persona, name.replace('persona.', ''));
    },
  };
}

/** While the path is chosen, what only the talk will decide (mood, what was said) counts as possible. */
function pathContext(persona: Persona, facts: Facts, cause: string): ConditionContext {
  const base = personaContext(persona, cause);
  return { flag: () => true, said: () => true, value: (name) => factValue(facts, name) ?? base.value(name) };
}
