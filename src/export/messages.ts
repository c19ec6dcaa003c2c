import type { Exchange } from './samples.js';

export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** @returns one message, or none for an empty prompt */
export function systemMessages(system: string): Message[] {
  return system === '' ? [] : [{ role: 'system', content: system }];
}

/** @param mark what is added to the assistant's messages: how a format says whether one is learned */
export function exchangeMessages<T extends object>(
  exchanges: readonly Exchange[],
  mark: (exchange: Exchange) => T,
): (Message | (Message & T))[] {
  return exchanges.flatMap((exchange) => [
    { role: 'user', content: exchange.user },
    { role: 'assistant', content: exchange.assistant, ...mark(exchange) },
  ]);
}
