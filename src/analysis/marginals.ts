import { type DialogueRecord, SPEAKERS, speakerOf } from '../domain/dialogue.js';

/** How often each value of a field was met. */
export type MarginalCounts = Record<string, number>;

/**
 * Counts the marginals of a dataset from a stream of rows: fields of the dialogues, strategies of the supporter's lines, and fields of the
 * personas, each persona once, since its dialogues are no independent draws of it.
 */
export class Marginals {
  readonly #personaFields: readonly string[];
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #personas = new Set<string>();

  /** @param personaFields names as in a persona distribution: `age_band`, `language_style.address` */
  constructor(personaFields: readonly string[]) {
    this.#personaFields = personaFields;
  }

  add(row: DialogueRecord): void {
    const { topic, scenario, outcome, finish_reason, satisfied, unreasonable_demand, dialogue, persona } = row;
    this.#count('topic', topic);
    this.#count('scenario', scenario.id);
    this.#count('outcome', outcome);
    this.#count('finish_reason', finish_reason);
    this.#count('satisfied', String(satisfied));
    this.#count('unreasonable_demand', String(unreasonable_demand !== null));
    for (const line of dialogue) if (line.speaker === SPEAKERS.supporter) this.#count('strategy', line.strategy);
    const speaker = speakerOf(row);
    if (this.#personas.has(speaker)) return;
    this.#personas.add(speaker);
    for (const field of this.#personaFields) this.#count(`persona.${field}`, String(valueAt(persona, field)));
  }

  /** Counts by field and value, values sorted. */
  counts(): Record<string, MarginalCounts> {
    return Object.fromEntries(
      [...this.#counts].map(([field, counts]) => [field, Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))]),
    );
  }

  #count(field: string, value: string): void {
    const counts = this.#counts.get(field) ?? new Map<string, number>();
    counts.set(value, (counts.get(value) ?? 0) + 1);
    this.#counts.set(field, counts);
  }
}

function valueAt(persona: DialogueRecord['persona'], field: string): unknown {
  let value: unknown = persona;
  for (const key of field.split('.')) value = (value as Record<string, unknown> | undefined)?.[key];
  return value;
}
