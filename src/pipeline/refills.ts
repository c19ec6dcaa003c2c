import { MAX_ATTEMPTS } from '../config/run-defaults.js';
import type { CandidateRequest } from '../domain/candidate.js';
import type { CommittedDialogues } from './committed-dialogues.js';
import type { SettledIndex } from './settle.js';

/**
 * Replacements for dialogues that turned out to be duplicates. The commit waits for each, so they go before all other work; and while it
 * waits, what has already arrived behind it is looked through for further duplicates, so that one wait serves many.
 */
export class Refills {
  readonly #settle: (request: CandidateRequest) => Promise<SettledIndex | null>;
  readonly #committed: CommittedDialogues;
  readonly #requested = new Map<number, { attempt: number; refill: Promise<SettledIndex | null> }>();
  readonly #lookedAt = new WeakSet<SettledIndex>();

  /** @param settle makes one index from an attempt on, urgently; null after an abort */
  constructor(settle: (request: CandidateRequest) => Promise<SettledIndex | null>, committed: CommittedDialogues) {
    this.#settle = settle;
    this.#committed = committed;
  }

  /** What comes of `index` from this attempt on; an anticipated one is on its way already. */
  request({ index, attempt }: CandidateRequest): Promise<SettledIndex | null> {
    const requested = this.#requested.get(index);
    this.#requested.delete(index);
    return requested?.attempt === attempt ? requested.refill : this.#settle({ index, attempt });
  }

  /** Requests refills for those that duplicate what is committed: they will be found duplicates when their turn comes, too. */
  anticipate(arrived: Iterable<SettledIndex>): void {
    for (const settled of arrived) {
      if (this.#lookedAt.has(settled)) continue;
      this.#lookedAt.add(settled);
      const { index, accepted } = settled;
      if (!accepted || accepted.attempt + 1 >= MAX_ATTEMPTS || !this.#committed.find(accepted)) continue;
      const attempt = accepted.attempt + 1;
      const refill = this.#settle({ index, attempt });
      refill.catch(() => {}); // seen when its turn comes
      this.#requested.set(index, { attempt, refill });
    }
  }
}
