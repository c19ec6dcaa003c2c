import { setMaxListeners } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LlmSettings } from '../engine/llm/llm-settings.js';
import { createOpenAiChatModel, type StructuredMode } from '../engine/llm/openai-chat-model.js';
import { chooseStructuredMode } from '../engine/llm/preflight.js';
import { DEFAULT_PRESSURE, SteadyChatModel } from '../engine/llm/steady-chat-model.js';
import type { Role } from '../engine/port.js';
import { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import type { JobPool } from '../pipeline/job-pool.js';
import { prepareLlmPool } from '../pipeline/llm-pool.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';
import type { RunPaths } from '../pipeline/run-paths.js';
import { createStream } from '../random/stream.js';
import { readYaml } from '../resources/read-yaml.js';

/** Where the models are, and the key that opens them. The key goes nowhere but into requests. */
export interface LlmAccess {
  model: string;
  baseUrl: string | null;
  apiKey: string | null;
}

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * Calls the endpoint once or a few times to see that everything works, says so in one line, and prepares the pool of the run.
 * @throws RolecsError `checkpoints-missing`, `llm-refused`, `llm-unreachable`, `llm-no-json`: before anything is written
 */
export async function openLlm(
  {
    configuration,
    access,
    concurrency,
    checkpointed,
    signal,
  }: { configuration: RunConfiguration; access: LlmAccess; concurrency: number; checkpointed: boolean; signal: AbortSignal },
  say: (message: string) => void,
): Promise<(paths: RunPaths) => JobPool> {
  const checkpoints = checkpointed ? await DialogueCheckpoints.load() : null; // before a call is paid
  setMaxListeners(0, signal); // every call under way listens to it
  const settings = readYaml(join(configuration.dataDir, 'llm.yaml'), LlmSettings, 'data/llm.yaml');
  const endpoint = access.baseUrl ?? OPENAI_URL;
  const modelFor = (role: Role, mode: StructuredMode) => {
    const { model, temperature, maxTokens } = settings.roles[role];
    return createOpenAiChatModel({
      ...access,
      model: model ?? access.model,
      temperature,
      maxTokens,
      timeoutMs: settings.timeoutSeconds * 1000,
      mode,
      extraBody: settings.extraBody,
    });
  };
  const mode = await chooseStructuredMode((tried) => modelFor('supporter-assistant', tried), endpoint);
  say(`llm: ${endpoint} answers as ${access.model}; structured output: ${mode}; ${concurrency} dialogues in flight at most`);
  const steady = new Map<Role, SteadyChatModel>();
  for (const role of Object.keys(settings.roles) as Role[]) {
    steady.set(
      role,
      new SteadyChatModel(
        modelFor(role, mode),
        { ...DEFAULT_PRESSURE, concurrency },
        {
          timers: { now: () => performance.now(), sleep: (ms, aborted) => sleep(ms, undefined, aborted ? { signal: aborted } : {}) },
          jitter: createStream(`${configuration.seed}/llm/${role}`),
          onPause: (message) => say(`warning: ${message}`),
        },
      ),
    );
  }
  return await prepareLlmPool({
    configuration,
    modelOf: (role) => steady.get(role) as SteadyChatModel,
    callCounts: () =>
      [...steady.values()].reduce((sum, { counts }) => ({ calls: sum.calls + counts.calls, retries: sum.retries + counts.retries }), {
        calls: 0,
        retries: 0,
      }),
    concurrency,
    checkpoints,
    signal,
  });
}
