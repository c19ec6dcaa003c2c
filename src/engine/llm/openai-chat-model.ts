import { AIMessage, type BaseMessage, HumanMessage, SystemMessage, type UsageMetadata } from '@langchain/core/messages';
import { ChatOpenAICompletions } from '@langchain/openai';
import { z } from 'zod';
import { CallError, type ChatMessage, type ChatModel, type ChatReply, type ChatRequest } from './chat-model.js';
import { underOwnSignal } from './own-signal.js';

/** How a server is told that a JSON object is wanted, the most binding first. */
export const STRUCTURED_MODES = ['json_schema', 'json_object', 'text'] as const;
export type StructuredMode = (typeof STRUCTURED_MODES)[number];

export interface OpenAiSettings {
  model: string;
  apiKey: string | null;
  baseUrl: string | null;
  temperature: number;
  maxTokens: number;
  /** A call that takes longer has failed. */
  timeoutMs: number;
  mode: StructuredMode;
  /** Further fields of the body, such as `enable_thinking: false`. */
  extraBody: Readonly<Record<string, unknown>>;
}

/** The stand-in where a server of one's own wants no key; the client insists on one. */
const NO_KEY = 'none';

/**
 * LangChain's chat client as it stands, but for one thing: with a JSON schema it has the SDK parse the content, which throws where the reply is
 * fenced, truncated or broken. Such replies are ours to repair or to ask for again, so they must arrive.
 */
class PlainCompletions extends ChatOpenAICompletions {
  override async completionWithRetry(request: never, requestOptions?: object): Promise<never> {
    const options = this._getClientOptions(requestOptions);
    return (await this.client.chat.completions.create(request, options)) as never;
  }
}

/** ChatOpenAI of LangChain, without its own retries: pressure is kept in one place. */
export function createOpenAiChatModel(settings: OpenAiSettings): ChatModel {
  const { model, apiKey, baseUrl, temperature, maxTokens, timeoutMs, mode, extraBody } = settings;
  const client = new PlainCompletions({
    model,
    apiKey: apiKey ?? NO_KEY,
    temperature,
    maxTokens,
    timeout: timeoutMs,
    maxRetries: 0,
    modelKwargs: { ...extraBody },
    configuration: { ...(baseUrl === null ? {} : { baseURL: baseUrl }) },
  });
  return {
    async complete({ messages, schema, name, signal }: ChatRequest): Promise<ChatReply> {
      try {
        const reply = await underOwnSignal(signal, (own) =>
          client.invoke(messages.map(toMessage), { ...formatFor(mode, schema, name), ...(own ? { signal: own } : {}) }),
        );
        const usage = reply.usage_metadata as UsageMetadata | undefined;
        const meta = reply.response_metadata as Record<string, unknown>;
        return {
          text:
            typeof reply.content === 'string'
              ? reply.content
              : reply.content.map((part) => ('text' in part ? String(part.text) : '')).join(''),
          finishReason: typeof meta.finish_reason === 'string' ? meta.finish_reason : null,
          usage: {
            input: usage?.input_tokens ?? 0,
            cached: usage?.input_token_details?.cache_read ?? 0,
            output: usage?.output_tokens ?? 0,
            reasoning: usage?.output_token_details?.reasoning ?? 0,
          },
        };
      } catch (error) {
        if (signal?.aborted) throw error;
        throw toCallError(error, apiKey);
      }
    },
  };
}

function formatFor(mode: StructuredMode, schema: z.ZodType, name: string) {
  if (mode === 'text') return {};
  if (mode === 'json_object') return { response_format: { type: 'json_object' as const } };
  const { $schema: _, ...plain } = z.toJSONSchema(schema);
  return { response_format: { type: 'json_schema' as const, json_schema: { name, schema: plain, strict: true } } };
}

function toMessage({ role, content }: ChatMessage): BaseMessage {
  return role === 'system' ? new SystemMessage(content) : role === 'user' ? new HumanMessage(content) : new AIMessage(content);
}

/** What the client threw, without the key in it. */
function toCallError(error: unknown, apiKey: string | null): CallError {
  const { status, headers, message } = error as { status?: unknown; headers?: unknown; message?: unknown };
  const said = String(message ?? error).split('\n')[0] ?? '';
  const clean = apiKey === null ? said : said.replaceAll(apiKey, '***');
  return new CallError(clean.slice(0, 300), {
    status: typeof status === 'number' ? status : null,
    retryAfterMs: readRetryAfter(headers),
  });
}

/** Seconds only: a date would need a clock, and servers of this kind send seconds. */
function readRetryAfter(headers: unknown): number | null {
  const value = headers instanceof Headers ? headers.get('retry-after') : (headers as Record<string, unknown> | undefined)?.['retry-after'];
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
