import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { FROZEN_ROW_WORDS, writeRow } from '../quality/dedup/frozen-rows.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { readLines } from '../resources/read-lines.js';
import { hashText } from '../text/hash-text.js';
import { type BlockKey, packPlace } from './index-file.js';
import type { Version } from './version.js';

const ROWS_PER_WRITE = 4096;

/** An accepted version as the index needs it: whose new dialogues lie behind those taken over. */
export type IndexedVersion = Pick<Version, 'number' | 'name' | 'directory' | 'sha256' | 'dialogues' | 'taken_over'>;

export function keyOfBlock({ number, sha256, dialogues, taken_over }: IndexedVersion): BlockKey {
  return { number, sha256, rows: dialogues - taken_over };
}

/** The rows of a version's new dialogues, in chunks, worked out from its texts. */
export async function* rowsOf({ number, name, directory, taken_over }: IndexedVersion): AsyncGenerator<Uint32Array> {
  const path = runPathsIn(directory).dialogues;
  let chunk = new Uint32Array(ROWS_PER_WRITE * FROZEN_ROW_WORDS);
  let rows = 0;
  let line = 0;
  let offset = 0;
  try {
    for await (const { bytes } of readLines(path)) {
      if (line++ >= taken_over) {
        const text = textOf((JSON.parse(bytes.toString('utf8')) as DialogueRecord).dialogue);
        const own = packPlace({ version: number, offset, length: bytes.length });
        writeRow({ words: chunk, start: rows++ * FROZEN_ROW_WORDS }, { signature: signatureOf(text), hash: hashText(text), own });
      }
      offset += bytes.length;
      if (rows < ROWS_PER_WRITE) continue;
      yield chunk;
      chunk = new Uint32Array(chunk.length);
      rows = 0;
    }
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause as NodeJS.ErrnoException).code === 'ENOENT') throw unreadable(path, name, cause);
    throw cause;
  }
  if (rows > 0) yield chunk.slice(0, rows * FROZEN_ROW_WORDS);
}

export function unreadable(path: string, name: string, cause: unknown): RolecsError {
  return new RolecsError('version-damaged', `${path}: ${name} cannot be read: ${(cause as Error).message}`, {
    cause,
    exitStatus: EXIT.failed,
    hint: 'restore the file from a copy, or move the folder of that version out of the dataset',
  });
}
