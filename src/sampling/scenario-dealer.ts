import { RolecsError } from '../domain/errors.js';
import type { Persona } from '../domain/persona.js';
import { largestRemainder } from '../random/largest-remainder.js';
import { permute } from '../random/permutation.js';
import type { Topic } from '../topics/load-topics.js';
import type { Scenario } from '../topics/scenario.js';

/** What a topic has to deal to: `quota` dialogues, whose personas run through the pool cyclically from `start` on. */
export interface Deal {
  topic: Topic;
  personas: readonly Persona[];
  start: number;
  quota: number;
  seed: number;
  fits: (scenario: Scenario, persona: Persona) => boolean;
}

interface Dealt {
  scenario: number;
  /** Place among the dialogues of the same scenario. */
  rank: number;
}

/** So many tables of one round each are kept; indices come in no order, so all rounds of a run of usual size stay at hand. */
const KEPT_ROUNDS = 32;

/**
 * Deals the scenarios of a topic to the dialogues of its quota, as evenly as weights and `fits` allow. The dialogues are taken round by round through
 * the pool; within a round, personas with the least choice are served first, each with the fitting scenario that is furthest behind its quota.
 */
export class ScenarioDealer {
  readonly #rounds = new Map<number, Dealt[]>();
  readonly #fitting: readonly (readonly number[])[];

  /** @throws RolecsError `scenario-none-fits`: topic and persona, when no scenario fits one */
  constructor(private readonly deal: Deal) {
    const { topic, personas, fits } = deal;
    const places = [...topic.scenarios.keys()];
    this.#fitting = personas.map((persona) => places.filter((place) => fits(topic.scenarios[place] as Scenario, persona)));
    const lonely = personas[this.#fitting.findIndex((options) => options.length === 0)];
    if (!lonely) return;
    throw new RolecsError(
      'scenario-none-fits',
      `topic ${topic.id}: no scenario fits persona ${lonely.id} (${lonely.age}, ${lonely.occupation})`,
      {
        hint: 'give the topic a scenario without `fits`, so that every persona can meet it',
      },
    );
  }

  /**
   * @param place of the dialogue within the quota
   * @param turn 0 for the scenario dealt, 1, 2, … for the other fitting ones in turn
   */
  at(place: number, turn: number): { scenario: Scenario; rank: number } {
    const size = this.deal.personas.length;
    const { scenario, rank } = this.#round(Math.floor(place / size))[place % size] as Dealt;
    const options = this.#fittingAt(place);
    const other = options[(options.indexOf(scenario) + turn) % options.length] as number;
    return { scenario: this.deal.topic.scenarios[other] as Scenario, rank };
  }

  #fittingAt(place: number): readonly number[] {
    const { start, personas } = this.deal;
    return this.#fitting[(start + place) % personas.length] as readonly number[];
  }

  #round(round: number): Dealt[] {
    const known = this.#rounds.get(round);
    if (known) return known;
    if (this.#rounds.size >= KEPT_ROUNDS) this.#rounds.clear();
    const table = this.#dealRound(round);
    this.#rounds.set(round, table);
    return table;
  }

  #dealRound(round: number): Dealt[] {
    const { topic, personas, quota, seed } = this.deal;
    const first = round * personas.length;
    const size = Math.min(personas.length, quota - first);
    const weights = topic.scenarios.map(({ truth }) => truth.weight);
    const before = largestRemainder(weights, first);
    const quotas = largestRemainder(weights, first + size).map((after, place) => Math.max(0, after - (before[place] as number)));
    const order = Array.from({ length: size }, (_, position) => first + permute(`${seed}/${topic.id}/deal/${round}`, size, position));
    order.sort((a, b) => this.#fittingAt(a).length - this.#fittingAt(b).length);

    const dealt = quotas.map(() => 0);
    const table: Dealt[] = new Array(size);
    for (const place of order) {
      const lag = (scenario: number) => (quotas[scenario] as number) - (dealt[scenario] as number);
      const scenario = this.#fittingAt(place).reduce((best, option) => (lag(option) > lag(best) ? option : best));
      table[place - first] = { scenario, rank: (before[scenario] as number) + (dealt[scenario] as number) };
      dealt[scenario] = (dealt[scenario] as number) + 1;
    }
    return table;
  }
}
