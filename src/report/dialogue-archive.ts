import { deflateRawSync } from 'node:zlib';
import { wordsOf } from '../analysis/persona-marginals.js';
import { type DialogueRecord, SPEAKERS, speakerOf } from '../domain/dialogue.js';
import { STAGES, STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import type { Span } from './page-file.js';

/**
 * A page holds at most so many bytes of dialogues, which with drawings (under 1 MB) and index keeps it below 40 MB whatever the length of the
 * dialogues.
 */
const MOST_BYTES = 36_000_000;

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

/** What the filters know of the dialogues of a chunk, by column; numbers are places in the lists of names. */
const COLUMNS = ['id', 'topic', 'scenario', 'outcome', 'persona', 'satisfied', 'strategies', 'demand'] as const;
type IndexRow = readonly [id: string, topic: number, scenario: number, outcome: number, persona: number, ...rest: (number | null)[]];

interface Chunk {
  span: Span;
  rows: readonly IndexRow[];
}

/**
 * Packs dialogues for the browser of the page: compressed chunks of text, and an index by column for its filters. When they become too many,
 * every second chunk is given up, then every second of those, … so that what is left is spread evenly. Only the index grows with the dataset:
 * eight numbers for each dialogue that is kept.
 */
export class DialogueArchive {
  readonly #numbers: ReadonlyMap<string, number>;
  readonly #write: (chunk: string) => Promise<Span>;
  readonly #mostBytes: number;
  #open: PackedDialogue[] = [];
  #openRows: IndexRow[] = [];
  #chunks: Chunk[] = [];
  #seen = 0;
  /** Of so many chunks one is kept. */
  #step = 1;
  readonly #topics = new Places();
  readonly #scenarios = new Places();
  readonly #outcomes = new Places();
  readonly #personas = new Places();
  readonly #scenarioTitles = new Map<string, string>();
  readonly #personaFields: Record<string, string>[] = [];

  /** @param write takes finished chunks in order, base64 of a raw deflate stream of JSON, and says where they are */
  constructor(framework: StrategyFramework, write: (chunk: string) => Promise<Span>, mostBytes = MOST_BYTES) {
    this.#numbers = new Map(STRATEGY_CODES.map((code, place) => [framework.strategies[code as StrategyCode].label, place]));
    this.#write = write;
    this.#mostBytes = mostBytes;
  }

  async add(row: DialogueRecord): Promise<void> {
    if (Math.floor(this.#seen++ / CHUNK_SIZE) % this.#step !== 0) return;
    const turns = row.dialogue.map(
      (line): PackedTurn =>
        line.speaker === SPEAKERS.supporter
          ? [this.#numbers.get(line.strategy) ?? -1, String(STAGES.indexOf(line.stage)), line.text]
          : [-1, line.emotion, line.text],
    );
    this.#openRows.push(this.#indexRow(row, turns));
    this.#open.push({ id: row.id, description: row.scenario.description, goal: row.scenario.customer_goal, turns });
    if (this.#open.length === CHUNK_SIZE) await this.#flush();
  }

  #indexRow(row: DialogueRecord, turns: readonly PackedTurn[]): IndexRow {
    const { id, topic, scenario, outcome, persona, satisfied, unreasonable_demand: demand } = row;
    this.#scenarioTitles.set(scenario.id, scenario.title);
    const place = this.#personas.of(speakerOf(row));
    this.#personaFields[place] ??= wordsOf(persona);
    const strategies = turns.reduce((mask, [strategy]) => (strategy < 0 ? mask : mask | (1 << strategy)), 0);
    const [topicPlace, scenarioPlace, outcomePlace] = [this.#topics.of(topic), this.#scenarios.of(scenario.id), this.#outcomes.of(outcome)];
    return [id, topicPlace, scenarioPlace, outcomePlace, place, satisfied ? 1 : 0, strategies, demand];
  }

  /**
   * Writes what is left.
   * @returns the index, compressed as the chunks are; the chunks that were kept; the number of dialogues in them
   */
  async finish(): Promise<{ index: string; spans: Span[]; dialogues: number }> {
    if (this.#open.length > 0) await this.#flush();
    const rows = this.#chunks.flatMap((chunk) => chunk.rows);
    const index = packed({
      chunkSize: CHUNK_SIZE,
      topics: this.#topics.names,
      scenarios: this.#scenarios.names.map((id) => [id, this.#scenarioTitles.get(id)]),
      outcomes: this.#outcomes.names,
      personas: this.#personaFields,
      rows: Object.fromEntries(COLUMNS.map((column, place) => [column, rows.map((row) => row[place])])),
    });
    return { index, spans: this.#chunks.map(({ span }) => span), dialogues: rows.length };
  }

  async #flush(): Promise<void> {
    this.#chunks.push({ span: await this.#write(packed(this.#open)), rows: this.#openRows });
    this.#open = [];
    this.#openRows = [];
    while (this.#chunks.length > 1 && this.#chunks.reduce((sum, { span }) => sum + span.bytes, 0) > this.#mostBytes) {
      this.#chunks = this.#chunks.filter((_, place) => place % 2 === 0);
      this.#step *= 2;
    }
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
