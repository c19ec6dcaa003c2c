import { existsSync, statSync } from 'node:fs';
import { type FileHandle, mkdtemp, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { EXIT, RolecsError } from '../domain/errors.js';

const COPY_BYTES = 1 << 20;
const WRITING_FAULTS: ReadonlySet<string | undefined> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EFBIG', 'EROFS', 'EACCES', 'EPERM']);

/** Bytes of the middle of a page. */
export interface Span {
  start: number;
  bytes: number;
}

/** A page whose middle is known before its head: both wait in a folder beside it, and the page takes its name when it is whole. */
export class PageFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #middle: FileHandle;
  #written = 0;

  private constructor(path: string, folder: string, middle: FileHandle) {
    this.#path = path;
    this.#folder = folder;
    this.#middle = middle;
  }

  /**
   * @param mark what a page begins with: a file that begins otherwise is not replaced
   * @throws RolecsError `report-unwritable`, `report-exists`; then nothing was written
   */
  static async open(path: string, mark: string): Promise<PageFile> {
    try {
      if (existsSync(path)) await checkReplaceable(path, mark);
      const folder = await mkdtemp(join(dirname(path), `.${basename(path)}.partial-`));
      return new PageFile(path, folder, await open(join(folder, 'middle'), 'w+'));
    } catch (cause) {
      if (cause instanceof RolecsError) throw cause;
      throw unwritable(path, (cause as Error).message, cause);
    }
  }

  /** @throws RolecsError `report-failed` where the disk is full or the like */
  async addToMiddle(text: string): Promise<Span> {
    const span = { start: this.#written, bytes: Buffer.byteLength(text) };
    await this.#orFailed(() => this.#middle.appendFile(text));
    this.#written += span.bytes;
    return span;
  }

  /**
   * @param middle the parts of it that the page gets
   * @throws RolecsError `report-failed` where the disk is full or the like
   */
  async finish(head: string, middle: readonly Span[], tail: string): Promise<void> {
    const whole = join(this.#folder, 'page');
    await this.#orFailed(async () => {
      const page = await open(whole, 'w');
      try {
        await page.appendFile(head);
        for (const span of middle) await this.#copy(span, page);
        await page.appendFile(tail);
      } finally {
        await page.close();
      }
      await rename(whole, this.#path);
    });
  }

  async #copy({ start, bytes }: Span, page: FileHandle): Promise<void> {
    const buffer = Buffer.alloc(Math.min(COPY_BYTES, bytes));
    for (let done = 0; done < bytes; ) {
      const { bytesRead } = await this.#middle.read(buffer, 0, Math.min(buffer.length, bytes - done), start + done);
      await page.appendFile(buffer.subarray(0, bytesRead));
      done += bytesRead;
    }
  }

  async #orFailed(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (cause) {
      const { code, message } = cause as NodeJS.ErrnoException;
      if (!WRITING_FAULTS.has(code)) throw cause;
      throw new RolecsError('report-failed', `writing ${this.#path} failed: ${message}`, {
        cause,
        hint: 'make room or name another file with --out; nothing was left behind',
        exitStatus: EXIT.failed,
      });
    }
  }

  /** Removes what lies beside the page, finished or not. */
  async clear(): Promise<void> {
    await this.#middle.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function checkReplaceable(path: string, mark: string): Promise<void> {
  if (!statSync(path).isFile()) throw unwritable(path, 'it is a folder or a device, not a file');
  const file = await open(path, 'r+');
  try {
    const expected = Buffer.from(mark);
    const { buffer } = await file.read(Buffer.alloc(expected.length), 0, expected.length, 0);
    if (buffer.equals(expected)) return;
  } finally {
    await file.close();
  }
  throw new RolecsError('report-exists', `${path}: there is another file, which is no report`, {
    hint: 'name a file that is not there yet with --out',
  });
}

function unwritable(path: string, why: string, cause?: unknown): RolecsError {
  return new RolecsError('report-unwritable', `cannot write ${path}: ${why}`, { cause, hint: 'name another file with --out' });
}
