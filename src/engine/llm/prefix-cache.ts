import { createHash } from 'node:crypto';
import type { ChatMessage } from './chat-model.js';

/** Characters that a server caches as one block. Servers count 16 to 128 tokens a block. */
const BLOCK = 64;

/** What a prompt cache would have seen: blocks from the beginning of a request that stood at the beginning of an earlier one. */
export class PrefixCache {
  readonly #seen = new Set<string>();

  /** Takes a request in; returns how many of its characters were cached, and how many it has. */
  take(messages: readonly ChatMessage[]): { cached: number; total: number } {
    const text = messages.map(({ role, content }) => `${role}\n${content}\n`).join('');
    let chain = '';
    let cached = 0;
    for (let end = BLOCK; end <= text.length; end += BLOCK) {
      chain = createHash('sha1')
        .update(chain)
        .update(text.slice(end - BLOCK, end))
        .digest('base64');
      if (this.#seen.has(chain)) cached = end;
      else this.#seen.add(chain);
    }
    return { cached, total: text.length };
  }
}
