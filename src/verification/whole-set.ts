import type { DialogueRecord } from '../domain/dialogue.js';
import { TOPIC_IDS } from '../domain/topic.js';
import type { Identity } from './dataset-manifest.js';
import { KnownPersonas } from './known-personas.js';
import { Tally } from './tally.js';

const MEAN_UTTERANCES = 27;
const MEAN_TOLERANCE = 1.5;
/** Below that the mean of a run wanders further by chance. */
const FEWEST_FOR_MEAN = 1000;

/** What the contract says of a dataset as a whole: every persona meets every topic as often as the quota says, lengths are 27 ± 1.5. */
export class WholeSet {
  readonly #meetings = new Tally<string>();
  readonly #personas = new KnownPersonas();

  /** @returns what contradicts an earlier row: another persona under the same id */
  add({ topic, persona }: DialogueRecord): string | null {
    this.#meetings.count(topic, persona.id);
    return this.#personas.add(persona);
  }

  /** @param lengths mean number of utterances and of how many dialogues; the quota can be judged where no index is open */
  faults(identity: Identity, lengths: { mean: number; dialogues: number }): string[] {
    const complete = lengths.dialogues === identity.count;
    return [...(complete ? this.#quotaFaults(identity.topics) : []), ...meanFaults(identity, lengths)];
  }

  /** Of two personas neither meets a topic twice more often than the other, as personas run through a topic's places in turn. */
  #quotaFaults(topics: readonly string[]): string[] {
    return topics.flatMap((topic) => {
      const times = Object.values(this.#meetings.all(topic));
      const most = Math.max(...times);
      const least = times.length < this.#personas.size ? 0 : Math.min(...times);
      return most - least > 1 ? [`one persona meets ${topic} ${most} times, another ${least} times; the quota allows one apart`] : [];
    });
  }
}

function meanFaults(identity: Identity, { mean, dialogues }: { mean: number; dialogues: number }): string[] {
  const { engine, topics, personas, max_utterances: cap } = identity;
  const asDelivered = engine === 'offline' && topics.length === TOPIC_IDS.length && cap === 50;
  const builtIn = personas.file_sha256 === null && personas.sets.length === 0;
  if (!asDelivered || !builtIn || dialogues < FEWEST_FOR_MEAN || Math.abs(mean - MEAN_UTTERANCES) <= MEAN_TOLERANCE) return [];
  return [`${mean.toFixed(2)} utterances in the mean; ${MEAN_UTTERANCES} ± ${MEAN_TOLERANCE} is what default settings give`];
}
