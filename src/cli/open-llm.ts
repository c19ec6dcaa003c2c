import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatModel } from '../engine/llm/chat-model.js';
import type { LlmRole } from '../engine/llm/llm-settings.js';
import { createOpenAiChatModel, type StructuredMode } from '../engine/llm/openai-chat-model.js';
import { chooseStructuredMode } from '../engine/llm/preflight.js';
import { Pressure, type PressureSettings, pressureFor } from '../engine/llm/pressure.js';
import type { Timers } from '../engine/llm/timers.js';
import { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import type { JobPool } from '../pipeline/job-pool.js';
import { prepareLlmPool } from '../pipeline/llm-pool.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';
import type { RunPaths } from '../pipeline/run-paths.js';
import { createStream } from '../random/stream.js';
import { type LlmAccess, rolesAsked, tariffOf } from './llm-access.js';

const TIMERS: Timers = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal ? { signal } : {}),
};
/** A probe bears a hiccup; a server that is away is to be told at once. */
const PROBE_PRESSURE: PressureSettings = { ...pressureFor(1), retries: 2, maxBackoffMs: 1000, maxRetryAfterMs: 5000 };
/** When a run is stopped, answers that are under way are waited for so long: they are being paid for. */
const GRACE_MS = 10_000;

const OPENAI_URL = 'https://api.openai.com/v1';

export interface LlmOpening {
  configuration: RunConfiguration;
  access: LlmAccess;
  concurrency: number;
  /** Every step of the dialogues in flight is kept. */
  checkpointed: boolean;
  signal: AbortSignal;
  /** Called once when the budget is used up; the caller is to stop the run. */
  onSpent: (what: string) => void;
}

/**
 * Calls the endpoint once or a few times for every model to see that everything works, says so in one line, and prepares the pool of the run.
 * @throws RolecsError `checkpoints-missing`, `llm-refused`, `llm-unreachable`, `llm-no-json`: before anything is written
 */
export async function openLlm(
  { configuration, access, concurrency, checkpointed, signal, onSpent }: LlmOpening,
  say: (message: string) => void,
): Promise<(paths: RunPaths) => JobPool> {
  const checkpoints = checkpointed ? await DialogueCheckpoints.load() : null; // before a call is paid
  const endpoint = shownUrl(access.baseUrl ?? OPENAI_URL);
  const modes = await probe(access, endpoint);
  const models = [...new Set(Object.values(access.choices.models))].join(', ');
  say(`llm: ${endpoint} answers as ${models}; structured output: ${describe(modes)}; ${concurrency} dialogues in flight at most`);
  const ending = new AbortController();
  const stop = AbortSignal.any([signal, ending.signal]);
  const cutOff = laterThan(stop, GRACE_MS);
  for (const many of [stop, cutOff]) setMaxListeners(0, many); // every call under way listens to them
  const pressures = new Map<string, Pressure>();
  const steady = new Map<LlmRole, ChatModel>();
  for (const [role, mode] of modes) {
    const model = access.choices.models[role] ?? access.model;
    const onPause = (message: string): void => say(`warning: ${message}`);
    const tools = { timers: TIMERS, jitter: createStream(`${configuration.seed}/llm/${model}`), onPause, cutOff };
    const pressure = pressures.get(model) ?? new Pressure(pressureFor(concurrency), tools);
    pressures.set(model, pressure);
    steady.set(role, pressure.over(modelFor(access, role, mode)));
  }
  return await prepareLlmPool({
    configuration,
    modelOf: (role) => steady.get(role) as ChatModel,
    judge: access.judge,
    tariff: tariffOf(access),
    budget: access.budget,
    onSpent,
    keepReasoning: access.keepReasoning,
    facts: { structured_output: Object.fromEntries(modes) },
    callCounts: () => sumOf([...pressures.values()].map(({ counts }) => counts)),
    concurrency,
    checkpoints,
    signal: stop,
    end: () => ending.abort(),
  });
}

function sumOf(counts: readonly { calls: number; retries: number }[]): { calls: number; retries: number } {
  return counts.reduce((sum, { calls, retries }) => ({ calls: sum.calls + calls, retries: sum.retries + retries }), {
    calls: 0,
    retries: 0,
  });
}

/** Aborted so long after another signal. */
function laterThan(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', () => setTimeout(abort, ms).unref(), { once: true });
  return controller.signal;
}

function patient(model: ChatModel): ChatModel {
  return new Pressure(PROBE_PRESSURE, { timers: TIMERS, jitter: createStream('preflight'), onPause: () => {} }).over(model);
}

/** A URL without what may be secret in it. */
function shownUrl(text: string): string {
  const url = new URL(text);
  return `${url.origin}${url.pathname}`;
}

/** The mode of every role that is asked; roles that call the same model in the same way share a probe. */
async function probe(access: LlmAccess, endpoint: string): Promise<Map<LlmRole, StructuredMode>> {
  const { settings, choices, judge } = access;
  const found = new Map<string, StructuredMode>();
  const modes = new Map<LlmRole, StructuredMode>();
  for (const role of rolesAsked(judge)) {
    const { extraBody, headers } = settings.roles[role];
    const way = JSON.stringify([choices.models[role], extraBody, headers]);
    const mode = found.get(way) ?? (await chooseStructuredMode((tried) => patient(modelFor(access, role, tried)), endpoint));
    found.set(way, mode);
    modes.set(role, mode);
  }
  return modes;
}

function modelFor({ model, apiKey, baseUrl, settings }: LlmAccess, role: LlmRole, mode: StructuredMode): ChatModel {
  const { all, roles, timeoutSeconds } = settings;
  const own = roles[role];
  return createOpenAiChatModel({
    ...own,
    model: own.model ?? model,
    apiKey,
    baseUrl,
    timeoutMs: timeoutSeconds * 1000,
    mode,
    extraBody: { ...all.extraBody, ...own.extraBody },
    headers: { ...all.headers, ...own.headers },
  });
}

/** `json_schema`, or `json_schema (customer), text (judge)` where roles differ. */
function describe(modes: ReadonlyMap<LlmRole, StructuredMode>): string {
  const kinds = [...new Set(modes.values())];
  if (kinds.length === 1) return kinds.join();
  return kinds.map((kind) => `${kind} (${[...modes].flatMap(([role, mode]) => (mode === kind ? role : [])).join(', ')})`).join(', ');
}
