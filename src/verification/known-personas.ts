import type { DialogueRecord } from '../domain/dialogue.js';

/** Whether a persona id means one person throughout the rows of a run. */
export class KnownPersonas {
  readonly #described = new Map<string, string>();

  get size(): number {
    return this.#described.size;
  }

  /** @returns what contradicts an earlier row: another persona under the same id */
  add({ id, description }: DialogueRecord['persona']): string | null {
    const known = this.#described.get(id);
    if (known === undefined) this.#described.set(id, description);
    return known === undefined || known === description ? null : `persona ${id} is another one in an earlier row`;
  }
}
