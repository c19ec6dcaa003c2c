import { isObject, type LearnedMessage, type Reading, type TrainerRules } from './trainer.js';

const ROLES = ['system', 'user', 'tool_call', 'tool_response', 'tool', 'assistant'];

/**
 * ms-swift's reading of a row with `messages` (modelscope/ms-swift at 3602360a562313afbf2ef6065fdf61f271a2c5b9):
 * swift/dataset/preprocessor/core.py (MessagesPreprocessor; `_check_messages` drops a row whose messages are none, or have an unknown role or no
 * content), swift/template/base.py (`_get_std_messages` puts an empty user before an assistant that opens and takes an odd number for inference;
 * `_swift_prepare_inputs` merges neighbours of one role), swift/loss_scale/base.py (`loss` of an assistant message; without it the loss is on).
 * What would be changed by that counts as dropped here: the row must be trained as it stands.
 */
export const msSwiftRules: TrainerRules = {
  trainer: 'ms-swift',
  read(row) {
    if (!isObject(row) || !Array.isArray(row.messages)) return { dropped: 'the row has no messages' };
    const messages: LearnedMessage[] = [];
    for (const message of row.messages) {
      if (!isObject(message)) return { dropped: 'a message is no object' };
      const { role, content, loss } = message;
      if (typeof role !== 'string' || !ROLES.includes(role)) return { dropped: `unknown role ${String(role)}` };
      if (typeof content !== 'string') return { dropped: 'a message has no content' };
      if (loss !== undefined && typeof loss !== 'boolean') return { dropped: 'the loss of a message is neither true nor false' };
      messages.push({ role: role as LearnedMessage['role'], content, learned: role === 'assistant' && loss !== false });
    }
    return checkTurns(messages);
  },
};

function checkTurns(messages: readonly LearnedMessage[]): Reading {
  const turns = messages[0]?.role === 'system' ? messages.slice(1) : messages;
  if (turns.length === 0) return { dropped: 'the row has no messages' };
  if (turns[0]?.role === 'assistant') return { dropped: 'an assistant opens: an empty user message would be put before it' };
  const astray = turns.findIndex(({ role }, place) => role !== (place % 2 === 0 ? 'user' : 'assistant'));
  if (astray !== -1) return { dropped: `message ${astray} is of ${turns[astray]?.role}: it would be merged with its neighbour` };
  if (turns.length % 2 === 1) return { dropped: 'the last message is of the user: there is nothing to learn for it' };
  if (!turns.some(({ learned }) => learned)) return { dropped: 'nothing is learned' };
  return { messages };
}
