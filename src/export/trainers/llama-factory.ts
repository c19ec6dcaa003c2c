import { isObject, type LearnedMessage, type Reading, type TrainerRules } from './trainer.js';

/** An entry of `dataset_info.json`. */
export interface DatasetEntry {
  readonly file_name: string;
  readonly formatting?: 'alpaca' | 'sharegpt';
  readonly columns?: Readonly<Record<string, string>>;
  readonly tags?: Readonly<Record<string, string>>;
}

const COLUMN_DEFAULTS = {
  alpaca: { prompt: 'instruction', query: 'input', response: 'output' },
  sharegpt: { messages: 'conversations' },
};
const TAG_DEFAULTS = {
  role_tag: 'from',
  content_tag: 'value',
  user_tag: 'human',
  assistant_tag: 'gpt',
  observation_tag: 'observation',
  function_tag: 'function_call',
  system_tag: 'system',
};
type Names = Readonly<Record<string, string | undefined>>;

/**
 * LLaMA-Factory's reading of a row (hiyouga/LLaMA-Factory at ff6d4d12eeb035d6ce06805a5733dd7b29f2ac30): names from `dataset_info.json`
 * (src/llamafactory/data/parser.py, DatasetAttr.join: once `columns` or `tags` is given, a name that is not listed there is none), conversion
 * (src/llamafactory/data/converter.py), and what supervised training drops (src/llamafactory/data/processor/supervised.py: an even number of
 * messages before the last, or not exactly one reply). A column that a name points to and the row lacks is a KeyError there.
 */
export function llamaFactoryRules({ formatting = 'alpaca', columns, tags }: DatasetEntry): TrainerRules {
  const column: Names = columns ?? COLUMN_DEFAULTS[formatting];
  const tag: Names = tags ?? TAG_DEFAULTS;
  const convert = formatting === 'sharegpt' ? convertSharegpt : convertAlpaca;
  return {
    trainer: 'llama-factory',
    read(row) {
      if (!isObject(row)) return { dropped: 'the row is no object' };
      const missing = Object.values(column).find((name) => name !== undefined && !(name in row));
      if (missing !== undefined) return { dropped: `there is no column "${missing}"` };
      return convert(row, column, tag);
    },
  };
}

function convertAlpaca(row: Readonly<Record<string, unknown>>, column: Names): Reading {
  const messages: LearnedMessage[] = [];
  const history = column.history === undefined ? [] : row[column.history];
  for (const turn of Array.isArray(history) ? history : []) {
    if (!Array.isArray(turn) || turn.length !== 2) return { dropped: 'a turn of the history is no pair' };
    messages.push(user(String(turn[0])), assistant(String(turn[1])));
  }
  const query = [column.prompt, column.query].map((name) => (name === undefined ? '' : row[name])).filter((part) => part);
  messages.push(user(query.join('\n')));
  const response = column.response === undefined ? undefined : row[column.response];
  if (typeof response !== 'string') return { dropped: 'the row has no reply' };
  return { messages: [...systemOf(row, column), ...messages, assistant(response)] };
}

function convertSharegpt(row: Readonly<Record<string, unknown>>, column: Names, tag: Names): Reading {
  const listed = column.messages === undefined ? undefined : row[column.messages];
  if (!Array.isArray(listed) || !listed.every(isObject)) return { dropped: 'the messages are no list of objects' };
  const roleOf = (message: Readonly<Record<string, unknown>>) => message[tag.role_tag ?? ''];
  const contentOf = (message: Readonly<Record<string, unknown>>) => String(message[tag.content_tag ?? '']);
  const [first] = listed;
  const inline = first !== undefined && tag.system_tag !== undefined && roleOf(first) === tag.system_tag;
  const system = inline ? systemText(contentOf(first)) : systemOf(row, column);
  const messages: LearnedMessage[] = [];
  for (const [turn, message] of (inline ? listed.slice(1) : listed).entries()) {
    const accepted = turn % 2 === 0 ? [tag.user_tag, tag.observation_tag] : [tag.assistant_tag, tag.function_tag];
    const role = roleOf(message);
    if (typeof role !== 'string' || !accepted.includes(role)) return { dropped: `invalid role tag ${String(role)} at turn ${turn}` };
    messages.push(turn % 2 === 0 ? user(contentOf(message)) : assistant(contentOf(message)));
  }
  if (messages.length % 2 !== 0 || messages.length === 0) return { dropped: `invalid message count ${messages.length}` };
  return { messages: [...system, ...messages] };
}

function systemOf(row: Readonly<Record<string, unknown>>, column: Names): LearnedMessage[] {
  return column.system === undefined ? [] : systemText(String(row[column.system]));
}

function systemText(content: string): LearnedMessage[] {
  return content === '' ? [] : [{ role: 'system', content, learned: false }];
}

function user(content: string): LearnedMessage {
  return { role: 'user', content, learned: false };
}

function assistant(content: string): LearnedMessage {
  return { role: 'assistant', content, learned: true };
}
