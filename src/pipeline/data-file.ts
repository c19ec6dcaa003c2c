import { createHash } from 'node:crypto';
import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { CHAIN_START, chainOf } from './journal.js';

/** How much of a data file stands fast, and what its next line is chained to. */
export interface DataFileState {
  bytes: number;
  lines: number;
  chain: string;
}
export const EMPTY_FILE: DataFileState = { bytes: 0, lines: 0, chain: CHAIN_START };

export interface FileFigures {
  bytes: number;
  lines: number;
  sha256: string;
}

/** A JSONL file that grows in commits: lines are taken at once, written together. */
export class DataFile {
  readonly #handle: FileHandle;
  readonly #hash = createHash('sha256');
  #pending: Uint8Array[] = [];
  #written: number;
  #bytes: number;
  #lines: number;
  #chain: string;

  private constructor(handle: FileHandle, state: DataFileState) {
    this.#handle = handle;
    this.#written = state.bytes;
    this.#bytes = state.bytes;
    this.#lines = state.lines;
    this.#chain = state.chain;
  }

  /** Opens the file and cuts it back to what stands fast; hashes what is left. */
  static async open(path: string, state: DataFileState): Promise<DataFile> {
    const handle = await open(path, 'a+');
    const file = new DataFile(handle, state);
    await handle.truncate(state.bytes);
    const chunk = Buffer.alloc(Math.min(1 << 20, state.bytes));
    for (let position = 0; position < state.bytes; ) {
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) throw new Error(`${path} became shorter while it was read`);
      file.#hash.update(chunk.subarray(0, bytesRead));
      position += bytesRead;
    }
    return file;
  }

  /** Offset of the next line. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a line; returns its chain. */
  append(line: Uint8Array): string {
    this.#chain = chainOf(this.#chain, line);
    this.#hash.update(line);
    this.#pending.push(line);
    this.#bytes += line.length;
    this.#lines++;
    return this.#chain;
  }

  /** Writes what was taken and waits until the disk has it. */
  async commit(): Promise<void> {
    if (this.#pending.length === 0) return;
    await this.#handle.appendFile(Buffer.concat(this.#pending));
    await this.#handle.datasync();
    this.#pending = [];
    this.#written = this.#bytes;
  }

  /** A stretch of the file, also where it is not written yet. Synchronous: dedup verifies in the middle of a look-up. */
  read(offset: number, length: number): Buffer {
    if (offset >= this.#written) {
      let start = this.#written;
      for (const line of this.#pending) {
        if (start === offset && line.length === length) return Buffer.from(line.buffer, line.byteOffset, line.length);
        start += line.length;
      }
      throw new RangeError(`no line of ${length} bytes begins at ${offset}`);
    }
    const bytes = Buffer.allocUnsafe(length);
    const bytesRead = readSync(this.#handle.fd, bytes, 0, length, offset);
    if (bytesRead !== length) throw new Error(`read ${bytesRead} of ${length} bytes at ${offset}`);
    return bytes;
  }

  figures(): FileFigures {
    return { bytes: this.#bytes, lines: this.#lines, sha256: this.#hash.copy().digest('hex') };
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}
