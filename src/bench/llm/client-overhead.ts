import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { AIMessage, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { createAsk } from '../../engine/llm/ask-model.js';
import type { ChatMessage, ChatModel } from '../../engine/llm/chat-model.js';
import { createLlmEngine } from '../../engine/llm/llm-engine.js';
import { createOpenAiChatModel } from '../../engine/llm/openai-chat-model.js';
import { Pressure, pressureFor } from '../../engine/llm/pressure.js';
import { loadPrompts } from '../../engine/llm/prompts.js';
import type { Engine, EngineRequest, Role } from '../../engine/port.js';
import { composeDialogues, prepareSpace } from '../../pipeline/candidate-maker.js';
import type { RunConfiguration } from '../../pipeline/run-configuration.js';
import { UsageTally } from '../../pipeline/usage-tally.js';
import { createStream } from '../../random/stream.js';
import { type Cost, measure } from '../clock.js';

export const CLIENTS = ['fetch', 'chat-openai', 'port'] as const;
/**
 * - `fetch`: POST and JSON.parse
 * - `chat-openai`: LangChain's ChatOpenAI as it comes, content left unread
 * - `port`: our engine port: prompts, limiter, retries, reading and checking the reply, accounting
 */
export type Client = (typeof CLIENTS)[number];

const DIALOGUES = 16;
const MODEL = 'm-1';
const TEMPERATURE = 0.7;
const MAX_TOKENS = 300;

/**
 * What the clients cost for the same calls: those of real dialogues, `concurrency` in flight.
 * @returns by client, the median round by CPU
 */
export async function measureClients(
  url: string,
  configuration: RunConfiguration,
  { concurrency, rounds }: { concurrency: number; rounds: number },
): Promise<{ calls: number; costs: Record<Client, Cost> }> {
  const { requests, base } = await recordRequests(configuration);
  const sent: (readonly ChatMessage[])[] = [];
  const port = portOver(url, configuration, { base, concurrency, onCall: (messages) => sent.push(messages) });
  await eachInFlight(requests, concurrency, (request) => ask(port, request)); // warm, and what the others are to send
  const messages = [...sent];
  const [postOne, invokeOne] = [fetchFrom(url), chatOpenAiAt(url)];
  const works: Record<Client, () => Promise<void>> = {
    fetch: () => eachInFlight(messages, concurrency, postOne),
    'chat-openai': () => eachInFlight(messages, concurrency, invokeOne),
    port: () => eachInFlight(requests, concurrency, (request) => ask(port, request)),
  };
  await works.fetch();
  await works['chat-openai']();
  const measured: Record<Client, Cost[]> = { fetch: [], 'chat-openai': [], port: [] };
  for (let round = 0; round < rounds; round++) for (const client of CLIENTS) measured[client].push(await measure(works[client]));
  const costs = Object.fromEntries(CLIENTS.map((client) => [client, medianOf(measured[client])])) as Record<Client, Cost>;
  return { calls: requests.length, costs };
}

/** What the agents of real dialogues are asked, and the engine that answers them without a model. */
async function recordRequests(configuration: RunConfiguration): Promise<{ requests: EngineRequest<Role>[]; base: Engine }> {
  const requests: EngineRequest<Role>[] = [];
  let base: Engine | null = null;
  const { graph, begin } = composeDialogues(configuration, {
    engineOver: (offline) => {
      base = offline;
      return {
        ask: (request) => {
          requests.push(request as EngineRequest<Role>);
          return offline.ask(request);
        },
      };
    },
  });
  const cohort = Array.from({ length: DIALOGUES }, (_, index) => begin({ index, attempt: 0 }));
  await graph.invoke({ cohort }, { recursionLimit: 200 });
  if (!base) throw new Error('no engine was asked for');
  return { requests, base };
}

function portOver(
  url: string,
  configuration: RunConfiguration,
  { base, concurrency, onCall }: { base: Engine; concurrency: number; onCall: (messages: readonly ChatMessage[]) => void },
): Engine {
  const { topics, framework } = prepareSpace(configuration);
  const client = createOpenAiChatModel({
    model: MODEL,
    apiKey: null,
    baseUrl: url,
    temperature: TEMPERATURE,
    maxTokens: MAX_TOKENS,
    timeoutMs: 60_000,
    mode: 'json_schema',
    extraBody: {},
  });
  const noted: ChatModel = {
    complete: (request) => {
      onCall(request.messages);
      return client.complete(request);
    },
  };
  const pressure = new Pressure(pressureFor(concurrency), {
    timers: { now: () => performance.now(), sleep: (ms) => sleep(ms) },
    jitter: createStream('bench/llm'),
    onPause: () => {},
  });
  const model = pressure.over(noted);
  const tally = new UsageTally(
    () => pressure.counts,
    () => ({ model: MODEL, price: null }),
  );
  const ask = createAsk({
    modelOf: () => model,
    onUsage: (role, usage) => tally.add(role, usage),
    onReask: (role, reason) => {
      throw new Error(`the scripted server gave ${role} a reply that cannot be used: ${reason}`);
    },
  });
  return createLlmEngine({ topics, framework, prompts: loadPrompts(configuration.dataDir), base, ask });
}

/** The signal of a run, that every call of ours listens to; the bare clients have none. */
const { signal } = new AbortController();
setMaxListeners(0, signal);

async function ask(engine: Engine, request: EngineRequest<Role>): Promise<unknown> {
  return engine.ask({ ...request, stream: createStream(request.stream.name), signal });
}

function fetchFrom(url: string): (messages: readonly ChatMessage[]) => Promise<unknown> {
  return async (messages) => {
    const body = { model: MODEL, messages, temperature: TEMPERATURE, max_tokens: MAX_TOKENS, response_format: { type: 'json_object' } };
    const response = await fetch(`${url}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return response.json();
  };
}

/** With `json_object`, so that LangChain does not parse the content itself, which would cost more. */
function chatOpenAiAt(url: string): (messages: readonly ChatMessage[]) => Promise<unknown> {
  const client = new ChatOpenAI({
    model: MODEL,
    apiKey: 'none',
    temperature: TEMPERATURE,
    maxTokens: MAX_TOKENS,
    maxRetries: 0,
    configuration: { baseURL: url },
  });
  const kinds = { system: SystemMessage, user: HumanMessage, assistant: AIMessage };
  return (messages) =>
    client.invoke(
      messages.map(({ role, content }) => new kinds[role](content)),
      { response_format: { type: 'json_object' } },
    );
}

async function eachInFlight<T>(items: readonly T[], concurrency: number, work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

function medianOf(costs: readonly Cost[]): Cost {
  const sorted = costs.toSorted((a, b) => a.cpuS - b.cpuS);
  return sorted[Math.floor(sorted.length / 2)] as Cost;
}
