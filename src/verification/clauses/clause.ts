import type { DialogueRecord } from '../../domain/dialogue.js';
import type { Kind } from '../findings.js';

/** A clause of the contract's section 3 that a row alone can break. */
export interface Clause {
  kind: Kind;
  /** The first thing that breaks it, or null. Positions of utterances count from 0, as `unreasonable_demand` does. */
  find: (row: DialogueRecord) => string | null;
}
