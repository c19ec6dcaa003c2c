import { createHash } from 'node:crypto';
import { readLines } from '../resources/read-lines.js';

/**
 * The write-ahead journal of a run: one line for every line that is going to be appended to a data file, durable before the data is. So a
 * resume knows of every data line whether it is whole, unchanged and in sequence, and of every missing one that it was there.
 *
 *     rolecs-journal 1
 *     r 17 6210 8f3a0c2d11e7b945      rejected.jsonl: index, bytes with line feed, chain
 *     d 17 5873 02be6c55fa90d1c3      dialogues.jsonl
 *
 * The chain of a line is sha256(chain of the line before it in the same file ‖ the line), 16 hexadecimal digits of it.
 */
export const JOURNAL_HEADER = 'rolecs-journal 1\n';
export const CHAIN_START = '0'.repeat(16);

/** Which data file: `d` dialogues.jsonl, `r` rejected.jsonl. */
export type DataFileKey = 'd' | 'r';

export interface JournalEntry {
  file: DataFileKey;
  index: number;
  bytes: number;
  chain: string;
  /** Offset in the journal just behind this entry. */
  end: number;
}

export function chainOf(previous: string, line: Uint8Array): string {
  return createHash('sha256').update(previous).update(line).digest('hex').slice(0, 16);
}

export function journalLine({ file, index, bytes, chain }: Omit<JournalEntry, 'end'>): string {
  return `${file} ${index} ${bytes} ${chain}\n`;
}

/** A journal that says nothing usable; the line it happens at, counted from 1. */
export class JournalDamage {
  constructor(readonly line: number) {}
}

/**
 * Streams the entries of a journal. A torn last line ends it: its data was never written.
 * @throws JournalDamage where a line is not an entry
 */
export async function* readJournal(path: string): AsyncGenerator<JournalEntry> {
  let number = 0;
  let end = 0;
  for await (const line of readLines(path)) {
    number++;
    if (!line.whole) return;
    end += line.bytes.length;
    const text = line.bytes.toString('latin1');
    if (number === 1) {
      if (text !== JOURNAL_HEADER) throw new JournalDamage(number);
      continue;
    }
    const match = /^([dr]) (\d{1,8}) (\d{1,9}) ([0-9a-f]{16})\n$/.exec(text);
    if (!match) throw new JournalDamage(number);
    const [, file, index, bytes, chain] = match as unknown as [string, DataFileKey, string, string, string];
    yield { file, index: Number(index), bytes: Number(bytes), chain, end };
  }
}
