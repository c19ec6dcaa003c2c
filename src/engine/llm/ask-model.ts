import type { z } from 'zod';
import { EXIT, RolecsError } from '../../domain/errors.js';
import { CallError, type ChatMessage, type ChatModel, type ChatReply, type TokenUsage } from './chat-model.js';
import type { LlmRole } from './llm-settings.js';
import { readReply } from './read-reply.js';

/** One thing that a role is asked. */
export interface Question<T> {
  role: LlmRole;
  messages: readonly ChatMessage[];
  schema: z.ZodType<T>;
  /** What is wrong with a reply that parses, in words for the model, or null. */
  check?: (value: T) => string | null;
  /** What the engine without a model would reply: the size of an answer, where nobody is asked. */
  expected: T;
  /** What the last reply comes to where the model never gives a usable one; left out: the question fails. */
  salvage?: (value: T) => T;
  /** Names the place in the run: `42/17/0/4/customer`. */
  place: string;
  signal: AbortSignal | undefined;
}
/** Puts a question to whoever answers for the role. */
export type Ask = <T>(question: Question<T>) => Promise<T>;

export interface AskContext {
  modelOf: (role: LlmRole) => ChatModel;
  /** Told of every answer that was paid for. */
  onUsage: (role: LlmRole, usage: TokenUsage) => void;
  /** Told of every reply that had to be asked for again, and why. */
  onReask: (role: LlmRole, reason: string) => void;
  /** Told what a model thought before it answered. */
  onReasoning?: (role: LlmRole, place: string, reasoning: string) => void;
}

/** Key, balance, model: no dialogue can go on. */
const REFUSES_ALL: readonly (number | null)[] = [401, 402, 404];

/** A reply that cannot be used is asked for again this often. */
const RE_ASKS = 2;

/**
 * Asks a model until the reply can be used, at most three times: what was wrong is told to it.
 * @throws RolecsError `engine-bad-reply`, `engine-refused`, `engine-call-failed`: the dialogue is rejected with that reason, the run goes on; `llm-refused` ends the run
 */
export function createAsk(context: AskContext): Ask {
  return async (question) => {
    const { role, messages, schema, check = () => null, salvage, place } = question;
    let talk = messages; // appended to, as the prefix cache of a server wants it
    let fault: Fault = { code: 'engine-bad-reply', text: '' };
    for (let attempt = 0; attempt <= RE_ASKS; attempt++) {
      const reply = await call(question, talk, context);
      context.onUsage(role, reply.usage);
      if (reply.reasoning !== null) context.onReasoning?.(role, place, reply.reasoning);
      const read = readAnswer(reply, schema);
      const wrong = read.ok ? check(read.value) : null;
      if (read.ok && wrong === null) return read.value;
      if (read.ok && salvage && attempt === RE_ASKS) return salvage(read.value);
      fault = read.ok ? { code: 'engine-bad-reply', text: wrong ?? '' } : read.fault;
      context.onReask(role, fault.text);
      const said = reply.text.trim() === '' ? '（空）' : reply.text;
      talk = [
        ...talk,
        { role: 'assistant', content: said },
        { role: 'user', content: `上面的回复不能用：${fault.text}。请只回复一个符合要求的 JSON 对象。` },
      ];
    }
    throw new RolecsError(fault.code, `${role}: no usable reply in ${RE_ASKS + 1} tries: ${fault.text}`);
  };
}

interface Fault {
  code: 'engine-bad-reply' | 'engine-refused';
  text: string;
}

async function call<T>(
  { role, schema, signal }: Question<T>,
  messages: readonly ChatMessage[],
  { modelOf }: AskContext,
): Promise<ChatReply> {
  try {
    return await modelOf(role).complete({ messages, schema, name: role.replaceAll('-', '_'), ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof CallError && REFUSES_ALL.includes(error.status)) {
      throw new RolecsError('llm-refused', `the server refuses all calls by now: ${error.message}`, {
        cause: error,
        exitStatus: EXIT.failed,
        hint: 'check key, balance and model; what is finished is kept, go on with --resume',
      });
    }
    if (error instanceof CallError) throw new RolecsError('engine-call-failed', `${role}: ${error.message}`, { cause: error });
    throw error;
  }
}

function readAnswer<T>(reply: ChatReply, schema: z.ZodType<T>): { ok: true; value: T } | { ok: false; fault: Fault } {
  if (reply.refusal !== null) return { ok: false, fault: { code: 'engine-refused', text: `拒绝回答：${reply.refusal.slice(0, 100)}` } };
  if (reply.finishReason === 'length') {
    const long = reply.text === '' && reply.reasoning !== null ? '想得太久，还没有回答就到了长度上限' : '回复被截断了，请写短一些';
    return { ok: false, fault: { code: 'engine-bad-reply', text: long } };
  }
  const read = readReply(reply.text, schema);
  return read.ok ? read : { ok: false, fault: { code: 'engine-bad-reply', text: read.error } };
}
