import type { Ask } from './ask-model.js';
import type { ChatMessage, TokenUsage } from './chat-model.js';
import type { LlmRole, LlmSettings } from './llm-settings.js';
import { PrefixCache } from './prefix-cache.js';

const CHINESE = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/g;

/**
 * Answers every question as the engine without a model would, and estimates what asking a model would have come to. Nothing is called.
 */
export class Rehearsal {
  readonly #ratios: LlmSettings['estimate'];
  readonly #modelOf: (role: LlmRole) => string;
  readonly #caches = new Map<string, PrefixCache>();
  readonly #byRole = new Map<LlmRole, TokenUsage & { calls: number }>();

  constructor(ratios: LlmSettings['estimate'], modelOf: (role: LlmRole) => string) {
    this.#ratios = ratios;
    this.#modelOf = modelOf;
  }

  /** Estimated tokens of all questions so far, rounded nowhere. */
  get byRole(): ReadonlyMap<LlmRole, TokenUsage & { calls: number }> {
    return this.#byRole;
  }

  readonly ask: Ask = async ({ role, messages, expected }) => {
    const model = this.#modelOf(role);
    const cache = this.#caches.get(model) ?? new PrefixCache();
    this.#caches.set(model, cache);
    const { cached, total } = cache.take(messages);
    const input = this.#tokensOfMessages(messages);
    const before = this.#byRole.get(role) ?? { calls: 0, input: 0, cached: 0, output: 0, reasoning: 0 };
    this.#byRole.set(role, {
      calls: before.calls + 1,
      input: before.input + input,
      cached: before.cached + (input * cached) / total,
      output: before.output + this.#tokensOf(JSON.stringify(expected)),
      reasoning: 0,
    });
    return expected;
  };

  #tokensOfMessages(messages: readonly ChatMessage[]): number {
    return messages.reduce((sum, { content }) => sum + this.#ratios.tokensPerMessage + this.#tokensOf(content), 0);
  }

  #tokensOf(text: string): number {
    const chinese = text.match(CHINESE)?.length ?? 0;
    return chinese * this.#ratios.tokensPerChineseCharacter + (text.length - chinese) * this.#ratios.tokensPerOtherCharacter;
  }
}
