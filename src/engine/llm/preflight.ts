import { z } from 'zod';
import { EXIT, RolecsError } from '../../domain/errors.js';
import { CallError, type ChatModel } from './chat-model.js';
import { STRUCTURED_MODES, type StructuredMode } from './openai-chat-model.js';
import { readReply } from './read-reply.js';

const Answer = z.strictObject({ ready: z.boolean() });
const UNSUPPORTED: readonly (number | null)[] = [400, 415, 422, 501];

/**
 * One small call before a run, or a few: whether endpoint, key and model work, and how this server can be held to JSON. The most binding mode
 * that the server really honours is taken.
 * @throws RolecsError `llm-refused` (status 2: key, model or request), `llm-unreachable` (status 1), `llm-no-json` (status 2)
 */
export async function chooseStructuredMode(modelIn: (mode: StructuredMode) => ChatModel, endpoint: string): Promise<StructuredMode> {
  let said = '';
  for (const mode of STRUCTURED_MODES) {
    try {
      const { text } = await modelIn(mode).complete({
        messages: [{ role: 'user', content: '请只回复一个 JSON 对象：{"ready": true}' }],
        schema: Answer,
        name: 'preflight',
      });
      if (readReply(text, Answer).ok) return mode;
      said = text.slice(0, 60);
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      // A server that does not know response_format refuses the request; whether it is that, the plain mode tells.
      if (UNSUPPORTED.includes(error.status) && mode !== 'text') continue;
      throw refusalOf(error, endpoint);
    }
  }
  throw new RolecsError('llm-no-json', `${endpoint}: the model answers, but not with the JSON it is asked for: ${said}`, {
    hint: 'take a model that can follow an instruction to answer in JSON',
  });
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
