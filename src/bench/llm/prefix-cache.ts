import { createHash } from 'node:crypto';
import type { ChatMessage } from '../../engine/llm/chat-model.js';

/** Characters that went to a model, and those among them that its prefix cache had not seen. */
export interface PrefixCacheFigures {
  sent: number;
  unseen: number;
}

/** What cached input costs beside uncached. */
const CACHED_PRICE = 1 / 5;

/**
 * Puts requests, in the order in which they were sent, to a prefix cache of blocks as vLLM and the providers have it: a block is cached if
 * everything up to its end was sent before. What is left over at the end of a request fills no block and is never cached.
 * @param blockSize in characters
 */
export function prefixCacheFigures(requests: Iterable<readonly ChatMessage[]>, blockSize = 64): PrefixCacheFigures {
  const known = new Set<string>();
  const figures = { sent: 0, unseen: 0 };
  for (const messages of requests) {
    const text = messages.map(({ role, content }) => `${role}\n${content}\n`).join('');
    let prefix = '';
    let cached = 0;
    for (let end = blockSize; end <= text.length; end += blockSize) {
      prefix = createHash('sha1')
        .update(prefix)
        .update(text.slice(end - blockSize, end))
        .digest('base64');
      if (known.has(prefix)) cached += blockSize;
      known.add(prefix);
    }
    figures.sent += text.length;
    figures.unseen += text.length - cached;
  }
  return figures;
}

/** Input in characters at full price. */
export function costOf({ sent, unseen }: PrefixCacheFigures): number {
  return unseen + (sent - unseen) * CACHED_PRICE;
}
