import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

const BUFFER_CHARACTERS = 1 << 18;

/** A file that is written once from start to end, in large pieces. Writing is synchronous: memory stays flat without back-pressure to mind. */
export class BufferedFile {
  readonly #descriptor: number;
  #pending: string[] = [];
  #characters = 0;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'wx');
  }

  append(text: string): void {
    this.#pending.push(text);
    this.#characters += text.length;
    if (this.#characters >= BUFFER_CHARACTERS) this.#flush();
  }

  close(): void {
    try {
      this.#flush();
      fsyncSync(this.#descriptor);
    } finally {
      closeSync(this.#descriptor);
    }
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending.join(''), 'utf8');
    for (let written = 0; written < bytes.length; ) written += writeSync(this.#descriptor, bytes, written);
    this.#pending = [];
    this.#characters = 0;
  }
}
