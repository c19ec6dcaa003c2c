import type { ChatMessage } from '../../engine/llm/chat-model.js';
import { PrefixCache } from '../../engine/llm/prefix-cache.js';

/** Characters that went to a model, and those among them that its prefix cache had not seen. */
export interface InputFigures {
  sent: number;
  unseen: number;
}

/** What cached input costs beside uncached. */
const CACHED_PRICE = 1 / 5;

/** Puts requests, in the order in which they were sent, to a prefix cache with blocks of so many characters. */
export function inputFiguresOf(requests: Iterable<readonly ChatMessage[]>, blockSize?: number): InputFigures {
  const cache = new PrefixCache(blockSize);
  const figures = { sent: 0, unseen: 0 };
  for (const messages of requests) {
    const { cached, total } = cache.take(messages);
    figures.sent += total;
    figures.unseen += total - cached;
  }
  return figures;
}

/** Input in characters at full price. */
export function costOf({ sent, unseen }: InputFigures): number {
  return unseen + (sent - unseen) * CACHED_PRICE;
}
