import { deflateRawSync } from 'node:zlib';
import { wordsOf } from '../analysis/persona-marginals.js';
import { type DialogueRecord, SPEAKERS } from '../domain/dialogue.js';
import { STAGES, STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';

/** Dialogues that are compressed together: one chunk is opened to read one of them. */
const CHUNK_SIZE = 64;

/** A turn as the page reads it: strategy (place in code order, −1 of the customer), stage or emotion, text. */
type PackedTurn = [strategy: number, note: string, text: string];

/** A dialogue as the page reads it. */
interface PackedDialogue {
  id: string;
  description: string;
  goal: string;
  turns: PackedTurn[];
}

/**
 * Packs dialogues for the browser of the page: compressed chunks of text, and an index by column for its filters. Only the index grows with the
 * dataset: eight numbers for each dialogue.
 */
export class DialogueArchive {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #write: (chunk: string) => Promise<void>;
  #open: PackedDialogue[] = [];
  readonly #topics = new Places();
  readonly #scenarios = new Places();
  readonly #outcomes = new Places();
  readonly #personas = new Places();
  readonly #scenarioTitles = new Map<string, string>();
  readonly #personaFields: Record<string, string>[] = [];
  readonly #rows = {
    id: [] as string[],
    topic: [] as number[],
    scenario: [] as number[],
    outcome: [] as number[],
    persona: [] as number[],
    satisfied: [] as number[],
    strategies: [] as number[],
    demand: [] as (number | null)[],
  };

  /** @param write takes finished chunks in order, base64 of a raw deflate stream of JSON */
  constructor(framework: StrategyFramework, write: (chunk: string) => Promise<void>) {
    this.#numbers = new Map(STRATEGY_CODES.map((code, place) => [framework.strategies[code as StrategyCode].label, place]));
    this.#write = write;
  }

  async add(row: DialogueRecord): Promise<void> {
    const turns = row.dialogue.map(
      (line): PackedTurn =>
        line.speaker === SPEAKERS.supporter
          ? [this.#numbers.get(line.strategy) ?? -1, String(STAGES.indexOf(line.stage)), line.text]
          : [-1, line.emotion, line.text],
    );
    this.#index(row, turns);
    this.#open.push({ id: row.id, description: row.scenario.description, goal: row.scenario.customer_goal, turns });
    if (this.#open.length === CHUNK_SIZE) await this.#flush();
  }

  #index(
    { id, topic, scenario, outcome, persona, satisfied, unreasonable_demand: demand }: DialogueRecord,
    turns: readonly PackedTurn[],
  ): void {
    this.#rows.id.push(id);
    this.#rows.topic.push(this.#topics.of(topic));
    this.#rows.scenario.push(this.#scenarios.of(scenario.id));
    this.#scenarioTitles.set(scenario.id, scenario.title);
    this.#rows.outcome.push(this.#outcomes.of(outcome));
    const place = this.#personas.of(persona.id);
    this.#rows.persona.push(place);
    this.#personaFields[place] ??= wordsOf(persona);
    this.#rows.satisfied.push(satisfied ? 1 : 0);
    this.#rows.strategies.push(turns.reduce((mask, [strategy]) => (strategy < 0 ? mask : mask | (1 << strategy)), 0));
    this.#rows.demand.push(demand);
  }

  /** Writes what is left. @returns the index, compressed as the chunks are */
  async finish(): Promise<string> {
    if (this.#open.length > 0) await this.#flush();
    return packed({
      chunkSize: CHUNK_SIZE,
      topics: this.#topics.names,
      scenarios: this.#scenarios.names.map((id) => [id, this.#scenarioTitles.get(id)]),
      outcomes: this.#outcomes.names,
      personas: this.#personaFields,
      rows: this.#rows,
    });
  }

  async #flush(): Promise<void> {
    await this.#write(packed(this.#open));
    this.#open = [];
  }
}

/** Numbers for names, in the order of their first mention. */
class Places {
  readonly #places = new Map<string, number>();

  of(name: string): number {
    const place = this.#places.get(name) ?? this.#places.size;
    this.#places.set(name, place);
    return place;
  }

  get names(): string[] {
    return [...this.#places.keys()];
  }
}

function packed(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64');
}
