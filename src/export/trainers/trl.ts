import { isObject, type LearnedMessage, type Reading, type TrainerRules } from './trainer.js';

/**
 * TRL's reading of a conversational row in SFTTrainer with `assistant_only_loss=True` (huggingface/trl at
 * f2cd57710ae345ea6428ae95363267fcf38a3dc8): trl/data_utils.py (`is_conversational`: a list whose first message has a role),
 * trl/trainer/sft_trainer.py (prompt + completion, or messages; a row without an assistant token under the loss raises; with a completion the
 * prompt is not learned). Qwen2.5's template takes any order of roles, but its generation prompt after the prompt needs a user at its end.
 */
export const trlRules: TrainerRules = {
  trainer: 'trl',
  read(row) {
    if (!isObject(row)) return { dropped: 'the row is no object' };
    if ('messages' in row) return checkLearned(readMessages(row.messages, true));
    const prompt = readMessages(row.prompt, false);
    const completion = readMessages(row.completion, true);
    if (prompt?.at(-1)?.role !== 'user') return { dropped: 'the prompt does not end with a user message' };
    if (!completion) return { dropped: 'the completion is no list of messages' };
    return checkLearned([...prompt, ...completion]);
  },
};

/** @returns null for what TRL does not take for a conversation */
function readMessages(value: unknown, learned: boolean): LearnedMessage[] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const messages: LearnedMessage[] = [];
  for (const message of value) {
    if (!isObject(message)) return null;
    const { role, content } = message;
    if ((role !== 'system' && role !== 'user' && role !== 'assistant') || typeof content !== 'string') return null;
    messages.push({ role, content, learned: learned && role === 'assistant' });
  }
  return messages;
}

function checkLearned(messages: LearnedMessage[] | null): Reading {
  if (!messages) return { dropped: 'the messages are no conversation' };
  return messages.some(({ learned }) => learned) ? { messages } : { dropped: 'no assistant message is under the loss' };
}
