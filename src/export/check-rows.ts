import { EXIT, RolecsError } from '../domain/errors.js';
import { readLines } from '../resources/read-lines.js';
import type { LearnedMessage, TrainerRules } from './trainers/trainer.js';

/** Tokens that Qwen's chat template puts around a message (`<|im_start|>`, role, line feed, `<|im_end|>`, line feed), and its default system message. */
const TEMPLATE_TOKENS = { message: 6, system: 32 };

/** What a trainer keeps of a file. */
export interface CheckedRows {
  readonly rows: number;
  readonly kept: number;
  /** Messages under the loss. */
  readonly learned: number;
  /** No row has more tokens: a byte is one token at most in a byte-level vocabulary such as Qwen's. */
  readonly maxTokens: number;
}

/**
 * Reads a JSONL file back as a trainer would.
 * @throws RolecsError `rows-dropped` at the first row that the trainer would not keep: trainer, file, line and reason
 */
export async function checkRows(path: string, rules: TrainerRules): Promise<CheckedRows> {
  let rows = 0;
  let learned = 0;
  let maxTokens = 0;
  for await (const { bytes } of readLines(path)) {
    rows++;
    const reading = rules.read(JSON.parse(bytes.toString('utf8')));
    if ('dropped' in reading) throw droppedRow(path, rows, rules, reading.dropped);
    learned += reading.messages.filter((message) => message.learned).length;
    maxTokens = Math.max(maxTokens, tokensAtMost(reading.messages));
  }
  return { rows, kept: rows, learned, maxTokens };
}

function tokensAtMost(messages: readonly LearnedMessage[]): number {
  return messages.reduce((sum, { content }) => sum + Buffer.byteLength(content) + TEMPLATE_TOKENS.message, TEMPLATE_TOKENS.system);
}

function droppedRow(path: string, line: number, { trainer }: TrainerRules, reason: string): RolecsError {
  return new RolecsError('rows-dropped', `${trainer} would not train on line ${line} of ${path} as it stands: ${reason}`, {
    hint: 'this is a bug of the export, please report it; nothing was left behind',
    exitStatus: EXIT.failed,
  });
}
