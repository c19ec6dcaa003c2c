import { DialogueRecord } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { readLines } from '../resources/read-lines.js';

/**
 * Streams the rows of a `dialogues.jsonl`.
 * @throws RolecsError `dataset-invalid`: file, line, and what is wrong with it
 */
export async function* readDialogues(path: string): AsyncGenerator<DialogueRecord> {
  let number = 0;
  for await (const { bytes } of readLines(path)) {
    number++;
    yield parseRow(bytes.toString('utf8'), `${path}: line ${number}`);
  }
}

function parseRow(line: string, place: string): DialogueRecord {
  let row: unknown;
  try {
    row = JSON.parse(line);
  } catch (cause) {
    throw new RolecsError('dataset-invalid', `${place} is no JSON`, { cause, hint: 'generate the dataset again, or restore the file' });
  }
  const parsed = DialogueRecord.safeParse(row);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new RolecsError('dataset-invalid', `${place}: ${issue?.path.join('.')}: ${issue?.message}`, {
      hint: 'generate the dataset again, or restore the file',
    });
  }
  return parsed.data;
}
