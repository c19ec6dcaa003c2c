import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { RolecsError } from '../domain/errors.js';

const COPY_BYTES = 1 << 20;

/** A page whose middle is known before its head: the middle waits in a file beside it, and the page takes its name when it is whole. */
export class PageFile {
  readonly #path: string;
  readonly #middle: FileHandle;

  private constructor(path: string, middle: FileHandle) {
    this.#path = path;
    this.#middle = middle;
  }

  /** @throws RolecsError `report-unwritable` */
  static async open(path: string): Promise<PageFile> {
    try {
      return new PageFile(path, await open(middleOf(path), 'w+'));
    } catch (cause) {
      throw new RolecsError('report-unwritable', `cannot write ${path}: ${(cause as Error).message}`, {
        cause,
        hint: 'name another file with --out',
      });
    }
  }

  async addToMiddle(text: string): Promise<void> {
    await this.#middle.appendFile(text);
  }

  async finish(head: string, tail: string): Promise<void> {
    const unfinished = `${this.#path}.new`;
    const page = await open(unfinished, 'w');
    try {
      await page.appendFile(head);
      const buffer = Buffer.alloc(COPY_BYTES);
      for (let position = 0; ; ) {
        const { bytesRead } = await this.#middle.read(buffer, 0, COPY_BYTES, position);
        if (bytesRead === 0) break;
        await page.appendFile(buffer.subarray(0, bytesRead));
        position += bytesRead;
      }
      await page.appendFile(tail);
    } finally {
      await page.close();
    }
    await rename(unfinished, this.#path);
  }

  /** Removes what lies beside the page, finished or not. */
  async clear(): Promise<void> {
    await this.#middle.close();
    await rm(middleOf(this.#path), { force: true });
    await rm(`${this.#path}.new`, { force: true });
  }
}

function middleOf(path: string): string {
  return `${path}.dialogues`;
}
