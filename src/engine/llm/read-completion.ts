import { z } from 'zod';
import { CallError, type ChatReply } from './chat-model.js';

const Tokens = z.number().nullish();

/** What servers of this kind send back; further keys are theirs. Some say `reasoning`, some `reasoning_content`. */
const Completion = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        finish_reason: z.string().nullish(),
        message: z.looseObject({
          content: z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]).nullish(),
          refusal: z.string().nullish(),
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
          tool_calls: z.array(z.looseObject({ function: z.looseObject({ arguments: z.string() }).optional() })).nullish(),
        }),
      }),
    )
    .min(1),
  usage: z
    .looseObject({
      prompt_tokens: Tokens,
      completion_tokens: Tokens,
      prompt_tokens_details: z.looseObject({ cached_tokens: Tokens }).nullish(),
      completion_tokens_details: z.looseObject({ reasoning_tokens: Tokens }).nullish(),
      /** DeepSeek's name for cached input. */
      prompt_cache_hit_tokens: Tokens,
    })
    .nullish(),
});

const BLOCKED = '（被内容过滤拦下）';

/**
 * The answer in a chat completion, with what was thought kept apart.
 * @throws CallError without a status where it is no chat completion: a proxy's page, say
 */
export function readCompletion(body: unknown): ChatReply {
  const parsed = Completion.safeParse(body);
  if (!parsed.success) throw new CallError('the server sent something that is no chat completion', { status: null });
  const { choices, usage } = parsed.data;
  const { message, finish_reason: finishReason = null } = choices[0] as (typeof choices)[number];
  const call = message.tool_calls?.[0]?.function;
  const said = typeof message.content === 'string' ? message.content : (message.content ?? []).map(({ text = '' }) => text).join('');
  const { text, thought } = withoutThought(said);
  const reasoning = [message.reasoning_content ?? message.reasoning, thought].filter((part) => part).join('\n');
  return {
    text: call ? call.arguments : text,
    asToolCall: call !== undefined,
    reasoning: reasoning === '' ? null : reasoning,
    refusal: message.refusal || (finishReason === 'content_filter' ? BLOCKED : null),
    finishReason,
    usage: {
      input: usage?.prompt_tokens ?? 0,
      cached: usage?.prompt_tokens_details?.cached_tokens ?? usage?.prompt_cache_hit_tokens ?? 0,
      output: usage?.completion_tokens ?? 0,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? 0,
    },
  };
}

/**
 * Splits off `<think>…</think>` at the beginning of a reply, as servers without a reasoning parser leave it there. The opening tag may be missing
 * (some chat templates put it into the prompt); without the closing tag all of it is thought.
 */
function withoutThought(said: string): { text: string; thought: string } {
  const end = said.lastIndexOf('</think>');
  if (end < 0)
    return said.trimStart().startsWith('<think>') ? { text: '', thought: said.trim().slice(7).trim() } : { text: said, thought: '' };
  return { text: said.slice(end + 8).trim(), thought: said.slice(0, end).replace('<think>', '').trim() };
}
