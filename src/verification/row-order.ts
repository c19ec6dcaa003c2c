import { type DialogueRecord, type RejectedRecord, SPEAKERS } from '../domain/dialogue.js';
import { TOPIC_LABELS, type TopicId } from '../domain/topic.js';
import type { Identity } from './dataset-manifest.js';
import type { FindingSink, Place } from './findings.js';
import { IndexOrder } from './index-order.js';

/**
 * Whether rows and rejects are those of the run, each where it belongs: beside the order of indices, an accepted attempt has all attempts
 * before it among the rejects. Two bytes for each dialogue.
 */
export class RowOrder {
  readonly #identity: Identity;
  readonly #findings: FindingSink;
  readonly #indices: IndexOrder;
  readonly #rejects: Uint8Array;
  #lastRejected = -1;

  constructor(identity: Identity, findings: FindingSink) {
    this.#identity = identity;
    this.#findings = findings;
    this.#indices = new IndexOrder(identity, findings);
    this.#rejects = new Uint8Array(identity.count);
  }

  /** All rejects come before the first accepted row. */
  addRejected({ id, index, attempt, dialogue }: RejectedRecord, place: Place): void {
    const wrong = (what: string) => this.#findings.add('rejects-inconsistent', place, what);
    const expectedId = this.#indices.idOf(index);
    if (id !== expectedId) wrong(`index ${index} and the run's seed make the id ${expectedId}, not ${id}`);
    if (!this.#indices.isIndex(index)) {
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
    for (const what of contradictions(row, this.#identity)) this.#findings.add('row-inconsistent', place, what);
    const { index, provenance } = row;
    if (!this.#indices.add(row, place) || provenance.attempt === this.#rejects[index]) return;
    const what = `attempt ${provenance.attempt} was accepted, and rejected.jsonl holds ${this.#rejects[index]} rejects of index ${index}`;
    this.#findings.add('rejects-inconsistent', place, what);
  }

  /** How many indices have no accepted row, and the first so many of them. */
  missing(named: number): { count: number; first: number[] } {
    return this.#indices.missing(named);
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
