import type { z } from 'zod';

export interface ChatMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** Tokens of one call or of many. `cached` is part of `input`, `reasoning` part of `output`. */
export interface TokenUsage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

export interface ChatRequest {
  messages: readonly ChatMessage[];
  /** What the reply must parse as; how the server is told of it is the model's business. */
  schema: z.ZodType;
  /** Names the schema to the server. */
  name: string;
  signal?: AbortSignal;
  /** Give the answer up after so long, where the model's own limit is longer. */
  timeoutMs?: number;
}

export interface ChatReply {
  /** The answer alone: what the model thought aloud is not in it. */
  text: string;
  /** What the model thought, where the server tells. */
  reasoning: string | null;
  /** Why the model or its provider declines to answer; null where it does not. */
  refusal: string | null;
  /** The answer came as the arguments of the function that was offered. */
  asToolCall: boolean;
  /** `stop`, `length`, `content_filter` …; null where the server does not say. */
  finishReason: string | null;
  usage: TokenUsage;
}

/**
 * A model behind an OpenAI-compatible endpoint.
 * @throws CallError when the server does not answer, or refuses
 */
export interface ChatModel {
  complete(request: ChatRequest): Promise<ChatReply>;
}

/** Why a call failed, as far as it decides what to do next. */
export class CallError extends Error {
  override readonly name = 'CallError';
  /** HTTP status; null when there was no answer at all. */
  readonly status: number | null;
  /** What the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | null;

  constructor(
    message: string,
    { status, retryAfterMs = null, cause }: { status: number | null; retryAfterMs?: number | null; cause?: unknown },
  ) {
    super(message, { cause });
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the same call may succeed later: no answer, overload, a fault of the server. */
  get passing(): boolean {
    return this.status === null || this.status === 408 || this.status === 409 || this.status === 429 || this.status >= 500;
  }
}

export const NO_TOKENS: TokenUsage = { input: 0, cached: 0, output: 0, reasoning: 0 };

export function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return { input: a.input + b.input, cached: a.cached + b.cached, output: a.output + b.output, reasoning: a.reasoning + b.reasoning };
}
