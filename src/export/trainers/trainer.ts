import type { Message } from '../messages.js';

/** What a trainer makes of a row: the messages it would train on, with those that count for the loss; or why it drops the row. */
export type Reading = { readonly messages: readonly LearnedMessage[] } | { readonly dropped: string };
export interface LearnedMessage extends Message {
  readonly learned: boolean;
}

/** A trainer's own rules about the rows of one format, written down from its source. */
export interface TrainerRules {
  readonly trainer: string;
  read(row: unknown): Reading;
}

/** Whether a value is an object with keys. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
