import { closeSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import type { Duplicate, EarlierDialogues } from '../pipeline/committed-dialogues.js';
import { makeFolder } from '../pipeline/output-folder.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { DuplicateFinder } from '../quality/dedup/duplicate-finder.js';
import { FrozenRows, OWN, OWN_WORDS } from '../quality/dedup/frozen-rows.js';
import { FIRST_BLOCK, openIndexFile, readBlock, unpackPlace, writeBlock } from './index-file.js';
import { type IndexedVersion, keyOfBlock, rowsOf, unreadable } from './version-rows.js';

/**
 * The dialogues of all accepted versions, for dedup: signatures in memory, from a file that opens in seconds at a million; texts are read
 * where the versions lie. The file is worth nothing by itself: whatever of it is missing, torn or not that of these versions is made
 * again from them.
 */
export class EarlierIndex implements EarlierDialogues {
  readonly #file: FileHandle;
  readonly #rows: FrozenRows;
  readonly #finder: DuplicateFinder;
  readonly #versions = new Map<number, IndexedVersion>();
  #end = FIRST_BLOCK;

  private constructor(file: FileHandle, rows: FrozenRows) {
    this.#file = file;
    this.#rows = rows;
    this.#finder = new DuplicateFinder(rows, (document) => textOf(this.#read(document).dialogue));
  }

  /**
   * @param versions in the order they were accepted
   * @param onRepair told what had to be made again; the last version alone may be missing, after a crash
   * @throws RolecsError `version-damaged` where a version cannot be read
   */
  static async open(path: string, versions: readonly IndexedVersion[], onRepair: (what: string) => void): Promise<EarlierIndex> {
    makeFolder(dirname(path));
    const { file, sound } = await openIndexFile(path);
    const capacity = versions.reduce((sum, version) => sum + keyOfBlock(version).rows, 0);
    const index = new EarlierIndex(file, new FrozenRows(capacity));
    try {
      let kept = 0;
      while (kept < versions.length && (await index.#take(versions[kept] as IndexedVersion))) kept++;
      const behind = kept >= versions.length - 1 && kept > 0 && (await file.stat()).size === index.#end;
      if (!sound || (kept < versions.length && !behind)) onRepair(repairOf(path, { kept, all: versions.length }));
      for (const version of versions.slice(kept)) await index.#make(version);
      return index;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Dialogues in it. */
  get size(): number {
    return this.#rows.size;
  }

  /** Memory held. */
  get bytes(): number {
    return this.#rows.bytes;
  }

  find({ text, signature }: { text: string; signature: Uint32Array }): Duplicate | null {
    const found = this.#finder.check(text, signature);
    if (!found) return null;
    const { version } = this.#placeOf(found.document);
    const of = `${this.#read(found.document).id} of ${this.#versions.get(version)?.name}`;
    return { kind: found.kind, of, similarity: found.similarity };
  }

  /** Writes a version that has just been accepted to the file. It is not searched: that is for the next time the index is opened. */
  async persist(version: IndexedVersion): Promise<void> {
    this.#end = await writeBlock(this.#file, this.#end, keyOfBlock(version), rowsOf(version));
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #take(version: IndexedVersion): Promise<boolean> {
    const key = keyOfBlock(version);
    const block = await readBlock(this.#file, this.#end, key, this.#rows.room(key.rows));
    if (!block) return false;
    this.#rows.take(key.rows);
    this.#versions.set(version.number, version);
    this.#end = block.end;
    return true;
  }

  async #make(version: IndexedVersion): Promise<void> {
    const rows = this.#rows;
    async function* kept(): AsyncGenerator<Uint32Array> {
      for await (const words of rowsOf(version)) {
        rows.append(words);
        yield words;
      }
    }
    this.#end = await writeBlock(this.#file, this.#end, keyOfBlock(version), kept());
    this.#versions.set(version.number, version);
  }

  #placeOf(document: number) {
    const { words, start } = this.#rows.rowOf(document);
    return unpackPlace(words.subarray(start + OWN, start + OWN + OWN_WORDS));
  }

  /** A row of an earlier version. Synchronous: dedup verifies in the middle of a look-up. */
  #read(document: number): DialogueRecord {
    const { version, offset, length } = this.#placeOf(document);
    const { name, directory } = this.#versions.get(version) as IndexedVersion;
    const bytes = Buffer.alloc(length);
    const path = runPathsIn(directory).dialogues;
    try {
      const file = openSync(path, 'r');
      try {
        readSync(file, bytes, 0, length, offset);
      } finally {
        closeSync(file);
      }
      return JSON.parse(bytes.toString('utf8')) as DialogueRecord;
    } catch (cause) {
      throw unreadable(path, name, cause);
    }
  }
}

function repairOf(path: string, { kept, all }: { kept: number; all: number }): string {
  return `${path}: ${kept} of ${all} versions stand there whole; the rest is made again from the versions`;
}
