import { type DialogueRecord, type RejectedRecord, SPEAKERS } from '../domain/dialogue.js';
import { TOPIC_LABELS, type TopicId } from '../domain/topic.js';
import type { Identity } from './dataset-manifest.js';
import type { Findings, Place } from './findings.js';

/**
 * Whether rows and rejects are those of the run, each where it belongs: ids and seeds follow from the index, indices ascend and each is
 * there once, and an accepted attempt has all attempts before it among the rejects. Two bytes for each dialogue.
 */
export class RowOrder {
  readonly #identity: Identity;
  readonly #findings: Findings;
  readonly #accepted: Uint8Array;
  readonly #rejects: Uint8Array;
  #last = -1;
  #lastRejected = -1;

  constructor(identity: Identity, findings: Findings) {
    this.#identity = identity;
    this.#findings = findings;
    this.#accepted = new Uint8Array(identity.count);
    this.#rejects = new Uint8Array(identity.count);
  }

  /** All rejects come before the first accepted row. */
  addRejected({ id, index, attempt, dialogue }: RejectedRecord, place: Place): void {
    const wrong = (what: string) => this.#findings.add('rejects-inconsistent', place, what);
    if (id !== this.#idOf(index)) wrong(`index ${index} and the run's seed make the id ${this.#idOf(index)}, not ${id}`);
    if (!this.#isIndex(index)) {
      wrong(`index ${index} lies beyond the ${this.#identity.count} dialogues of the run`);
      return;
    }
    if (index < this.#lastRejected) wrong(`index ${index} stands behind ${this.#lastRejected}`);
    const expected = this.#rejects[index] as number;
    if (attempt !== expected) wrong(`attempt ${attempt} of index ${index} stands where attempt ${expected} belongs`);
    if (dialogue !== null && (dialogue.index !== index || dialogue.provenance.attempt !== attempt))
      wrong(`its dialogue is that of index ${dialogue.index}, attempt ${dialogue.provenance.attempt}`);
    this.#rejects[index] = expected + 1;
    this.#lastRejected = Math.max(this.#lastRejected, index);
  }

  add(row: DialogueRecord, place: Place): void {
    const { id, index, provenance } = row;
    const inconsistent = (what: string) => this.#findings.add('row-inconsistent', place, what);
    for (const what of contradictions(row, this.#identity)) inconsistent(what);
    if (id !== this.#idOf(index)) inconsistent(`index ${index} and the run's seed make the id ${this.#idOf(index)}`);
    if (!this.#isIndex(index)) {
      inconsistent(`index ${index} lies beyond the ${this.#identity.count} dialogues of the run`);
      return;
    }
    if (this.#accepted[index]) this.#findings.add('row-repeated', place, `index ${index} stands there already`);
    else if (index < this.#last) this.#findings.add('row-misplaced', place, `index ${index} stands behind ${this.#last}`);
    else if (provenance.attempt !== this.#rejects[index])
      this.#findings.add(
        'rejects-inconsistent',
        place,
        `attempt ${provenance.attempt} was accepted, and rejected.jsonl holds ${this.#rejects[index]} rejects of index ${index}`,
      );
    this.#accepted[index] = 1;
    this.#last = Math.max(this.#last, index);
  }

  /** How many indices have no accepted row, and the first so many of them. */
  missing(named: number): { count: number; first: number[] } {
    const first: number[] = [];
    let count = 0;
    for (const [index, there] of this.#accepted.entries()) {
      if (there) continue;
      count++;
      if (first.length < named) first.push(index);
    }
    return { count, first };
  }

  #isIndex(index: number): boolean {
    return index >= 0 && index < this.#identity.count;
  }

  #idOf(index: number): string {
    return `rcs-${this.#identity.seed}-${String(index).padStart(6, '0')}`;
  }
}

/** What a row says that the identity of its run, or the row itself, says otherwise. */
function contradictions({ topic, source, dialogue, quality, unreasonable_demand: demand, provenance }: DialogueRecord, identity: Identity) {
  const found: string[] = [];
  for (const key of ['seed', 'engine', 'model', 'version'] as const) {
    if (provenance[key] !== identity[key]) found.push(`provenance.${key} is ${provenance[key]}, the run's is ${identity[key]}`);
  }
  if (!identity.topics.includes(topic)) found.push(`the topic ${topic} is none of the run's`);
  else if (TOPIC_LABELS[topic as TopicId] !== source) found.push(`the source ${source} is not that of the topic ${topic}`);
  if (dialogue.length > identity.max_utterances) found.push(`${dialogue.length} utterances, the run allows ${identity.max_utterances}`);
  if (demand !== null && dialogue[demand]?.speaker !== SPEAKERS.customer)
    found.push(`unreasonable_demand is ${demand}, which is no utterance of the customer`);
  const failed = Object.keys(quality.gates).filter((gate) => quality.gates[gate] === 'fail');
  if (identity.gates === 'full' && failed.length > 0) found.push(`it failed ${failed.join(', ')} and was accepted`);
  return found;
}
