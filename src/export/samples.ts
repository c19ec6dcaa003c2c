import { type CustomerUtterance, type DialogueRecord, SPEAKERS, type SupporterUtterance, type Utterance } from '../domain/dialogue.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { SampleOptions } from './options.js';
import { writeReply } from './reply.js';

/** What the user says, and what the model is to learn to answer. */
export interface Exchange {
  readonly user: string;
  readonly assistant: string;
  /** False: masked, context only. */
  readonly learned: boolean;
}

/** One training row before it takes the form of a format: exchanges begin with the user and end with the model, whatever the view. */
export interface Sample {
  readonly topic: string;
  /** Label of the one turn that is learned; null where it is a whole dialogue. */
  readonly strategy: string | null;
  readonly exchanges: readonly [Exchange, ...Exchange[]];
}

/** A supporter turn and the customer's line before it; none before the opening. */
interface Pair {
  readonly customer: CustomerUtterance | null;
  readonly supporter: SupporterUtterance;
}

/** The training rows of a dialogue. Rows in which nothing would be learned are left out. */
export function samplesOf(record: DialogueRecord, options: SampleOptions): Sample[] {
  return options.view === 'dialogue' ? wholeSamples(record, options) : turnSamples(record, options);
}

/**
 * A whole dialogue is one row, or with a limited context a row for each stretch of it; every supporter turn stands in exactly one row. What the
 * customer says after the last supporter turn is no context of anything and is left out.
 */
function wholeSamples(record: DialogueRecord, options: SampleOptions): Sample[] {
  const exchanges = pairsOf(record).map(
    ({ customer, supporter }): Exchange => ({
      user: customer?.text ?? options.settings.opening,
      assistant: writeReply(supporter, options.strategy),
      learned: !options.mask(record, supporter),
    }),
  );
  const length = options.maxContext === null ? exchanges.length : Math.ceil(options.maxContext / 2);
  const samples: Sample[] = [];
  for (let start = 0; start < exchanges.length; start += length) {
    const [first, ...rest] = exchanges.slice(start, start + length);
    if (first && [first, ...rest].some(({ learned }) => learned)) {
      samples.push({ topic: record.topic, strategy: null, exchanges: [first, ...rest] });
    }
  }
  return samples;
}

/** Every supporter turn that is learned is a row: the talk before it as one user message, then the turn. */
function turnSamples(record: DialogueRecord, options: SampleOptions): Sample[] {
  return record.dialogue.flatMap((utterance, position): Sample[] => {
    if (utterance.speaker !== SPEAKERS.supporter || options.mask(record, utterance)) return [];
    const context = record.dialogue.slice(options.maxContext === null ? 0 : Math.max(0, position - options.maxContext), position);
    const user = transcript(context, options);
    const exchange = { user, assistant: writeReply(utterance, options.strategy), learned: true };
    return [{ topic: record.topic, strategy: utterance.strategy, exchanges: [exchange] }];
  });
}

function transcript(context: readonly Utterance[], { settings, strategy }: SampleOptions): string {
  const { head, empty, ask } = settings.transcript;
  const lines = context.map((utterance) =>
    utterance.speaker === SPEAKERS.supporter && strategy !== 'none'
      ? `${utterance.speaker}（${utterance.strategy}）：${utterance.text}`
      : `${utterance.speaker}：${utterance.text}`,
  );
  return [head, ...(lines.length > 0 ? lines : [empty]), ask].join('\n');
}

/** @throws RolecsError `dataset-invalid` where the speakers do not alternate or the customer opens */
function pairsOf({ id, dialogue }: DialogueRecord): Pair[] {
  const pairs: Pair[] = [];
  let customer: CustomerUtterance | null = null;
  for (const [position, utterance] of dialogue.entries()) {
    const expected = position % 2 === 0 ? SPEAKERS.supporter : SPEAKERS.customer;
    if (utterance.speaker !== expected) {
      throw new RolecsError(
        'dataset-invalid',
        `dialogue ${id}: utterance ${position} is spoken by ${utterance.speaker}, not by ${expected}`,
        {
          hint: 'speakers alternate and the supporter opens; generate the dataset again, or restore the file',
          exitStatus: EXIT.usage,
        },
      );
    }
    if (utterance.speaker === SPEAKERS.supporter) pairs.push({ customer, supporter: utterance });
    else customer = utterance;
  }
  return pairs;
}
