import { type DialogueRecord, Outcome } from '../domain/dialogue.js';
import { Tally } from './tally.js';

/** How the dialogues of each topic end. */
export class OutcomeTable {
  readonly #topics = new Map<string, Tally<Outcome>>();

  add({ topic, outcome }: DialogueRecord): void {
    const tally = this.#topics.get(topic) ?? new Tally<Outcome>();
    this.#topics.set(topic, tally);
    tally.add(outcome);
  }

  /** By topic: dialogues, and the share of each outcome among them. */
  figures(): Record<string, { dialogues: number; shares: Record<Outcome, number | null> }> {
    return Object.fromEntries(
      [...this.#topics].map(([topic, tally]) => [
        topic,
        {
          dialogues: tally.all,
          shares: Object.fromEntries(Outcome.options.map((outcome) => [outcome, tally.share(outcome)])) as Record<Outcome, number | null>,
        },
      ]),
    );
  }
}
