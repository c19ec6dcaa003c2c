import { z } from 'zod';
import { EXIT, RolecsError } from '../../domain/errors.js';
import { CallError, type ChatModel, type ChatReply } from './chat-model.js';
import { STRUCTURED_MODES, type StructuredMode } from './openai-chat-model.js';
import { readReply } from './read-reply.js';

const Answer = z.strictObject({ ready: z.boolean() });
/** One reply may be spoilt by chance. */
const TRIES = 2;
const UNSUPPORTED: readonly (number | null)[] = [400, 415, 422, 501];

/**
 * What is asked in each mode, and how an answer shows that the mode is in force. With a schema or a function the question does not call for the
 * object: a server that takes the field and ignores it answers with talk. `json_object` wants the word JSON in the messages.
 */
const PROBES: Readonly<Record<StructuredMode, { question: string; holds: (reply: ChatReply) => boolean }>> = {
  json_schema: { question: '你好，请用一句话打个招呼。', holds: ({ text }) => isBareObject(text) && readReply(text, Answer).ok },
  tool_call: { question: '你好，请用一句话打个招呼。', holds: ({ text, asToolCall }) => asToolCall && readReply(text, Answer).ok },
  json_object: { question: '你好，请打个招呼，用 JSON 写。', holds: ({ text }) => isBareObject(text) },
  text: { question: '请只回复一个 JSON 对象：{"ready": true}', holds: ({ text }) => readReply(text, Answer).ok },
};

/**
 * One small call before a run, or a few: whether endpoint, key and model work, and how this server can be held to JSON. The most binding mode
 * that the server really honours is taken.
 * @throws RolecsError `llm-refused` (status 2: key, model or request), `llm-unreachable` (status 1), `llm-no-json` (status 2)
 */
export async function chooseStructuredMode(modelIn: (mode: StructuredMode) => ChatModel, endpoint: string): Promise<StructuredMode> {
  let last: ChatReply | null = null;
  for (const mode of STRUCTURED_MODES) {
    const { question, holds } = PROBES[mode];
    try {
      const model = modelIn(mode);
      for (let attempt = 0; attempt < TRIES; attempt++) {
        last = await model.complete({ messages: [{ role: 'user', content: question }], schema: Answer, name: 'preflight' });
        if (holds(last)) return mode;
      }
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // A server that does not know the field refuses the request; whether it is that, the plain mode tells.
      if (UNSUPPORTED.includes(error.status) && mode !== 'text') continue;
      throw refusalOf(error, endpoint);
    }
  }
  const cut = last?.finishReason === 'length';
  throw new RolecsError(
    'llm-no-json',
    `${endpoint}: the model answers, but not with the JSON it is asked for: ${cut ? '(cut off at maxTokens) ' : ''}${last?.text.slice(0, 60)}`,
    {
      hint: cut
        ? 'raise maxTokens of the roles, or switch thinking off with extraBody (docs/providers.md), in a file for --llm-config'
        : 'take a model that can follow an instruction to answer in JSON',
    },
  );
}

/** An object and nothing around it. */
function isBareObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function refusalOf({ status, message }: CallError, endpoint: string): RolecsError {
  if (status === null || status >= 500 || status === 429) {
    return new RolecsError('llm-unreachable', `${endpoint} does not answer: ${message}`, {
      exitStatus: EXIT.failed,
      hint: 'check --base-url and that the server is up; nothing was written',
    });
  }
  const hint =
    status === 401 || status === 403
      ? 'check OPENAI_API_KEY'
      : status === 404
        ? 'check --model and --base-url (it usually ends in /v1)'
        : 'the server does not accept the request; its message says why';
  return new RolecsError('llm-refused', `${endpoint} refuses with status ${status}: ${message}`, { hint });
}
