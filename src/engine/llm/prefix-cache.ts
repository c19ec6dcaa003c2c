import { createHash } from 'node:crypto';
import type { ChatMessage } from './chat-model.js';

/** Characters that a server caches as one block. Servers count 16 to 128 tokens a block. */
const BLOCK_SIZE = 64;

/**
 * A prompt cache as vLLM and the providers have it: a block is cached if everything up to its end was sent before. What is left over at the
 * end of a request fills no block and is never cached.
 */
export class PrefixCache {
  readonly #blockSize: number;
  readonly #seen = new Set<string>();

  /** @param blockSize in characters */
  constructor(blockSize = BLOCK_SIZE) {
    this.#blockSize = blockSize;
  }

  /** Takes a request in; returns how many of its characters were cached, and how many it has. */
  take(messages: readonly ChatMessage[]): { cached: number; total: number } {
    const text = messages.map(({ role, content }) => `${role}\n${content}\n`).join('');
    let chain = '';
    let cached = 0;
    for (let end = this.#blockSize; end <= text.length; end += this.#blockSize) {
      chain = createHash('sha1')
        .update(chain)
        .update(text.slice(end - this.#blockSize, end))
        .digest('base64');
      if (this.#seen.has(chain)) cached = end;
      else this.#seen.add(chain);
    }
    return { cached, total: text.length };
  }
}
