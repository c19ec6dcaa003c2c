import { type DialogueRecord, speakerOf } from '../domain/dialogue.js';
import { Tally } from './tally.js';

/** Shares of the values of persona fields among the personas that speak, each counted once. Memory: an id for each persona. */
export class PersonaMarginals {
  readonly #seen = new Set<string>();
  readonly #fields = new Map<string, Tally>();

  add(row: DialogueRecord): void {
    const speaker = speakerOf(row);
    if (this.#seen.has(speaker)) return;
    this.#seen.add(speaker);
    for (const [field, value] of Object.entries(wordsOf(row.persona))) {
      const tally = this.#fields.get(field) ?? new Tally();
      this.#fields.set(field, tally);
      tally.add(value);
    }
  }

  figures() {
    return {
      personas: this.#seen.size,
      /** By field (`language_style.address`), most frequent value first. */
      fields: Object.fromEntries([...this.#fields].map(([field, tally]) => [field, tally.ranked()])),
    };
  }
}

/** The fields of a persona whose value is one word, a member of a group named `group.member`. */
export function wordsOf(persona: DialogueRecord['persona']): Record<string, string> {
  const entries = Object.entries(persona).flatMap(([field, value]): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([member, part]) => [`${field}.${member}`, part])
      : [[field, value]],
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
