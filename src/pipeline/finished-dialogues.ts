import { existsSync } from 'node:fs';
import { type FileHandle, open, truncate } from 'node:fs/promises';
import type { CandidateRequest } from '../domain/candidate.js';
import type { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import { textOf } from '../domain/dialogue.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { readLines } from '../resources/read-lines.js';
import { factsOf, rejectFactsOf } from './dialogue-facts.js';
import type { PaidUsage } from './job-pool.js';
import type { SettledIndex } from './settle.js';

/** A line of the file: an index settled from an attempt on, and what had been paid for when it was. */
interface KeptLine {
  index: number;
  attempt: number;
  rejected: string[];
  accepted: string | null;
  usage: PaidUsage;
}

/** What had been paid when a session ended. */
interface UsageLine {
  usage: PaidUsage;
}

/**
 * Dialogues that are finished and wait for an earlier index: kept in `.state/finished.jsonl`, so that they are never made, and paid for, again.
 * A torn last line is one dialogue lost.
 */
export class FinishedDialogues {
  readonly #file: FileHandle;
  readonly #kept: Map<string, KeptLine>;
  /** What the sessions before this one paid. */
  readonly usageBefore: PaidUsage | null;

  private constructor(file: FileHandle, kept: Map<string, KeptLine>, usageBefore: PaidUsage | null) {
    this.#file = file;
    this.#kept = kept;
    this.usageBefore = usageBefore;
  }

  static async open(path: string): Promise<FinishedDialogues> {
    const kept = new Map<string, KeptLine>();
    let usage: PaidUsage | null = null;
    let soundBytes = 0;
    if (existsSync(path)) {
      for await (const { bytes, whole } of readLines(path)) {
        if (!whole) break;
        const line = JSON.parse(bytes.toString('utf8')) as KeptLine | UsageLine;
        if ('index' in line) kept.set(keyOf(line), line);
        usage = line.usage;
        soundBytes += bytes.length;
      }
      await truncate(path, soundBytes);
    }
    const file = await open(path, 'a');
    return new FinishedDialogues(file, kept, usage);
  }

  /** What came of a request in an earlier session, once. */
  take(request: CandidateRequest): SettledIndex | null {
    const line = this.#kept.get(keyOf(request));
    if (!line) return null;
    this.#kept.delete(keyOf(request));
    return {
      index: line.index,
      rejected: line.rejected.map((text) => ({ ...rejectFactsOf(JSON.parse(text) as RejectedRecord), line: encode(text) })),
      accepted: line.accepted === null ? null : accept(line.accepted),
    };
  }

  async keep({ index, attempt }: CandidateRequest, { rejected, accepted }: SettledIndex, usage: PaidUsage): Promise<void> {
    const line: KeptLine = {
      index,
      attempt,
      rejected: rejected.map((reject) => decode(reject.line)),
      accepted: accepted === null ? null : decode(accepted.line),
      usage,
    };
    await this.#file.write(`${JSON.stringify(line)}\n`);
  }

  /** Keeps what was paid for, dialogues that came to nothing included. */
  async note(usage: PaidUsage): Promise<void> {
    const line: UsageLine = { usage };
    await this.#file.write(`${JSON.stringify(line)}\n`);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

function accept(text: string): NonNullable<SettledIndex['accepted']> {
  const record = JSON.parse(text) as DialogueRecord;
  const dialogue = textOf(record.dialogue);
  return {
    attempt: record.provenance.attempt,
    line: encode(text),
    text: dialogue,
    signature: signatureOf(dialogue),
    facts: factsOf(record),
  };
}

function keyOf({ index, attempt }: CandidateRequest): string {
  return `${index}/${attempt}`;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A line of a file, line feed included. */
function encode(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`${text}\n`);
}

function decode(line: Uint8Array): string {
  return decoder.decode(line).trimEnd();
}
