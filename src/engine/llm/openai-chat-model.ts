import { AIMessage, type BaseMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAICompletions } from '@langchain/openai';
import { z } from 'zod';
import { CallError, type ChatMessage, type ChatModel, type ChatReply, type ChatRequest } from './chat-model.js';
import { underOwnSignal } from './own-signal.js';
import { readCompletion } from './read-completion.js';

/** How a server is told that a JSON object is wanted, the most binding first. */
export const STRUCTURED_MODES = ['json_schema', 'tool_call', 'json_object', 'text'] as const;
export type StructuredMode = (typeof STRUCTURED_MODES)[number];

export interface OpenAiSettings {
  model: string;
  apiKey: string | null;
  baseUrl: string | null;
  /** Null or left out: not sent. */
  temperature?: number | null | undefined;
  topP?: number | null | undefined;
  frequencyPenalty?: number | null | undefined;
  presencePenalty?: number | null | undefined;
  maxTokens: number;
  /** A call that takes longer has failed. */
  timeoutMs: number;
  mode: StructuredMode;
  /** Further fields of the body, such as `enable_thinking: false`. */
  extraBody: Readonly<Record<string, unknown>>;
  /** Further HTTP headers. Their values are as secret as the key. */
  headers?: Readonly<Record<string, string>>;
}

/** The stand-in where a server of one's own wants no key; the client insists on one. */
const NO_KEY = 'none';

/**
 * LangChain's chat client as it stands, but for what it makes of a reply: with a JSON schema it has the SDK parse the content, which throws where the
 * reply is fenced, truncated or broken; it drops a refusal, and prints a warning where the arguments of a function are no JSON. Such replies are
 * ours to repair or to ask for again, so they must arrive as they are.
 */
class PlainCompletions extends ChatOpenAICompletions {
  override async completionWithRetry(request: never, requestOptions?: object): Promise<never> {
    const options = this._getClientOptions(requestOptions);
    const completion: unknown = await this.client.chat.completions.create(request, options);
    return { choices: [EMPTY_CHOICE], [AS_IT_CAME]: completion } as never;
  }
}
const EMPTY_CHOICE = { index: 0, message: { role: 'assistant', content: '' }, finish_reason: 'stop' };
const AS_IT_CAME = 'as_it_came';

/** ChatOpenAI of LangChain, without its own retries: pressure is kept in one place. */
export function createOpenAiChatModel(settings: OpenAiSettings): ChatModel {
  const { model, apiKey, baseUrl, maxTokens, timeoutMs, mode, extraBody, headers = {} } = settings;
  const { temperature, topP, frequencyPenalty, presencePenalty } = settings;
  const secrets = [apiKey, ...Object.values(headers)];
  const client = new PlainCompletions({
    model,
    apiKey: apiKey ?? NO_KEY,
    ...sent({ temperature, topP, frequencyPenalty, presencePenalty }),
    maxTokens,
    maxRetries: 0,
    modelKwargs: { ...extraBody },
    configuration: { defaultHeaders: { ...headers }, ...(baseUrl === null ? {} : { baseURL: baseUrl }) },
    __includeRawResponse: true,
  });
  return {
    async complete({ messages, schema, name, signal, timeoutMs: limitMs = timeoutMs }: ChatRequest): Promise<ChatReply> {
      const options = { ...formatFor(mode, schema, name), options: { timeout: Math.min(limitMs, timeoutMs) } };
      try {
        const reply = await underOwnSignal(signal, (own) =>
          client.invoke(messages.map(toMessage), own ? { ...options, signal: own } : options),
        );
        return readCompletion((reply.additional_kwargs.__raw_response as Record<string, unknown>)[AS_IT_CAME]);
      } catch (error) {
        if (signal?.aborted) throw error;
        throw toCallError(error, secrets);
      }
    },
  };
}

/** Only what has a value. */
function sent(parameters: Readonly<Record<string, number | null | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(parameters).flatMap(([name, value]) => (typeof value === 'number' ? [[name, value]] : [])));
}

function formatFor(mode: StructuredMode, schema: z.ZodType, name: string) {
  switch (mode) {
    case 'json_schema':
      return { response_format: { type: 'json_schema' as const, json_schema: { name, schema: portable(schema), strict: true } } };
    case 'tool_call':
      return {
        tools: [{ type: 'function' as const, function: { name, description: 'the answer', parameters: portable(schema) } }],
        tool_choice: { type: 'function' as const, function: { name } },
      };
    case 'json_object':
      return { response_format: { type: 'json_object' as const } };
    case 'text':
      return {};
  }
}

/** Keywords that strict structured output of one provider or another refuses; the reply is held to them afterwards. */
const UNPORTABLE = new Set(['$schema', 'default', 'minLength', 'maxLength']);

const portableSchemas = new WeakMap<z.ZodType, Record<string, unknown>>();

/** The schema in the part of JSON Schema that all servers take; made once for each, since a call sends what thousands have sent. */
function portable(schema: z.ZodType): Record<string, unknown> {
  const made = portableSchemas.get(schema);
  if (made) return made;
  const all = JSON.stringify(z.toJSONSchema(schema), (key, value: unknown) => (UNPORTABLE.has(key) ? undefined : value));
  const fresh = JSON.parse(all) as Record<string, unknown>;
  portableSchemas.set(schema, fresh);
  return fresh;
}

function toMessage({ role, content }: ChatMessage): BaseMessage {
  return role === 'system' ? new SystemMessage(content) : role === 'user' ? new HumanMessage(content) : new AIMessage(content);
}

const SHORTEST_SECRET = 4;

/** What the client threw, without a secret in it: nothing of the original error is kept but its first line. */
function toCallError(error: unknown, secrets: readonly (string | null)[]): CallError {
  const { status, headers, message } = error as { status?: unknown; headers?: unknown; message?: unknown };
  let said = String(message ?? error).split('\n')[0] ?? '';
  for (const secret of secrets) if (secret !== null && secret.length >= SHORTEST_SECRET) said = said.replaceAll(secret, '***');
  return new CallError(said.slice(0, 300), {
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
