import { type FileHandle, open } from 'node:fs/promises';
import { EXIT, RolecsError } from '../domain/errors.js';
import { DataFile, type DataFileState, EMPTY_FILE, type FileFigures } from './data-file.js';
import { type DataFileKey, JOURNAL_HEADER, journalLine } from './journal.js';
import type { RunPaths } from './run-paths.js';

/** Where a run goes on: everything before it stands fast in the files. */
export interface ResumePoint {
  nextIndex: number;
  journalBytes: number;
  dialogues: DataFileState;
  rejected: DataFileState;
}
export const RUN_START: ResumePoint = { nextIndex: 0, journalBytes: 0, dialogues: EMPTY_FILE, rejected: EMPTY_FILE };

/**
 * The two data files and the journal ahead of them. A commit makes the journal durable, then the rejects, then the dialogues; it may be
 * cut off anywhere.
 */
export class RunFiles {
  readonly #journal: FileHandle;
  readonly #dialogues: DataFile;
  readonly #rejected: DataFile;
  #entries: string[] = [];
  #failure: unknown = null;

  private constructor(journal: FileHandle, dialogues: DataFile, rejected: DataFile) {
    this.#journal = journal;
    this.#dialogues = dialogues;
    this.#rejected = rejected;
  }

  /** Opens the files and cuts them back to the resume point: data first, so that the journal never knows less than stands there. */
  static open(paths: RunPaths, point: ResumePoint): Promise<RunFiles> {
    return whileWriting(async () => {
      const dialogues = await DataFile.open(paths.dialogues, point.dialogues);
      const rejected = await DataFile.open(paths.rejected, point.rejected);
      const journal = await open(paths.journal, 'a');
      await journal.truncate(point.journalBytes);
      if (point.journalBytes === 0) await journal.appendFile(JOURNAL_HEADER);
      await journal.datasync();
      return new RunFiles(journal, dialogues, rejected);
    });
  }

  /** Records that wait for the next commit. */
  get pending(): number {
    return this.#entries.length;
  }

  /** Takes a reject of `index`; all rejects of an index come before its dialogue. */
  appendRejected(index: number, line: Uint8Array): void {
    this.#append('r', this.#rejected, index, line);
  }

  /** Takes the accepted dialogue of `index`; returns the offset of its line. */
  appendDialogue(index: number, line: Uint8Array): number {
    const offset = this.#dialogues.bytes;
    this.#append('d', this.#dialogues, index, line);
    return offset;
  }

  /** @throws RolecsError `write-failed`, exit 1: disk full and the like; what was committed before is safe */
  async commit(): Promise<void> {
    if (this.#failure) throw this.#failure; // half a commit may stand there; only a resume knows how to go on
    if (this.#entries.length === 0) return;
    try {
      await whileWriting(async () => {
        await this.#journal.appendFile(this.#entries.join(''));
        await this.#journal.datasync();
        await this.#rejected.commit();
        await this.#dialogues.commit();
      });
      this.#entries = [];
    } catch (error) {
      this.#failure = error;
      throw error;
    }
  }

  readDialogue(offset: number, length: number): Buffer {
    return this.#dialogues.read(offset, length);
  }

  get dialogueBytes(): number {
    return this.#dialogues.bytes;
  }

  figures(): { 'dialogues.jsonl': FileFigures; 'rejected.jsonl': FileFigures } {
    return { 'dialogues.jsonl': this.#dialogues.figures(), 'rejected.jsonl': this.#rejected.figures() };
  }

  async close(): Promise<void> {
    await Promise.all([this.#journal.close(), this.#dialogues.close(), this.#rejected.close()]);
  }

  #append(key: DataFileKey, file: DataFile, index: number, line: Uint8Array): void {
    const chain = file.append(line);
    this.#entries.push(journalLine({ file: key, index, bytes: line.length, chain }));
  }
}

/** Turns what the file system says while a run is under way into an error that tells what to do. */
export async function whileWriting<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause instanceof RolecsError || code === undefined) throw cause;
    const full = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
    throw new RolecsError('write-failed', full ? `no space left for the output (${message})` : `cannot write the output: ${message}`, {
      cause,
      exitStatus: EXIT.failed,
      hint: `what is finished is kept; ${full ? 'make room' : 'mend that'} and run the same command with --resume`,
    });
  }
}
