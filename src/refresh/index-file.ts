import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { FROZEN_ROW_WORDS, OWN_WORDS } from '../quality/dedup/frozen-rows.js';

/**
 * The file of the index of earlier dialogues: `rolecs-index 1`, padded to 16 bytes, then a block for each accepted version, in their order.
 * A block is a header of 64 bytes (little-endian words: tag, number of the version, rows, crc32 of the rows; sha256 of the version's
 * dialogues.jsonl; zeros; crc32 of the 60 bytes before) and the rows (FROZEN_ROW_WORDS words each). The header is written last, so a block
 * that was cut off has none.
 */
const MAGIC = Buffer.from('rolecs-index 1\n\0', 'latin1');
const HEADER_BYTES = 64;
const TAG = 0x314b4c42; // BLK1
const SHA_AT = 16;
const HEADER_CRC_AT = 60;
const ROW_BYTES = FROZEN_ROW_WORDS * Uint32Array.BYTES_PER_ELEMENT;
/** Small enough to be summed while the processor's cache still holds it. */
const MOST_PER_READ = 1 << 22;

/** Which version a block belongs to. */
export interface BlockKey {
  number: number;
  rows: number;
  /** Of the version's dialogues.jsonl, in hexadecimal digits. */
  sha256: string;
}

/** Where the text of a row stands: the number of the version, and the line in its dialogues.jsonl. */
interface RowPlace {
  version: number;
  offset: number;
  length: number;
}

export function packPlace({ version, offset, length }: RowPlace): number[] {
  return [version, offset % 2 ** 32, Math.floor(offset / 2 ** 32), length];
}

export function unpackPlace(words: Uint32Array): RowPlace {
  if (words.length !== OWN_WORDS) throw new RangeError(`a place has ${OWN_WORDS} words, got ${words.length}`);
  const [version, low, high, length] = words as unknown as [number, number, number, number];
  return { version, offset: high * 2 ** 32 + low, length };
}

/** Whether the file begins as an index does. */
export async function hasMagic(file: FileHandle): Promise<boolean> {
  const found = Buffer.alloc(MAGIC.length);
  return (await fill(file, 0, found)) && found.equals(MAGIC);
}

/** Opens the file, makes it where it is missing, and begins it anew where it is not one of these. */
export async function openIndexFile(path: string): Promise<{ file: FileHandle; sound: boolean }> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return open(path, 'w+');
  });
  const sound = await hasMagic(file);
  const { size } = await file.stat();
  if (!sound) {
    await file.truncate(0);
    await file.write(MAGIC, 0, MAGIC.length, 0);
  }
  return { file, sound: sound || size === 0 };
}

export const FIRST_BLOCK = MAGIC.length;

/**
 * Reads the rows of the block at an offset into the room for them.
 * @param rows as many words as the rows of the key have; null: they are read and summed, not kept
 * @returns where the next block begins, and the crc32 of the rows; null where there is no whole block of this version, and what stands in
 * the room is worth nothing
 */
export async function readBlock(
  file: FileHandle,
  at: number,
  key: BlockKey,
  rows: Uint32Array<ArrayBuffer> | null,
): Promise<{ end: number; crc: number } | null> {
  const header = Buffer.alloc(HEADER_BYTES);
  if (!(await fill(file, at, header))) return null;
  const crc = header.readUInt32LE(12);
  if (!header.equals(headerOf(key, crc))) return null;
  const size = key.rows * ROW_BYTES;
  const passing = rows === null ? Buffer.allocUnsafe(Math.min(size, MOST_PER_READ)) : null;
  let sum = 0;
  for (let done = 0; done < size; done += MOST_PER_READ) {
    const length = Math.min(MOST_PER_READ, size - done);
    const bytes = rows ? Buffer.from(rows.buffer, rows.byteOffset + done, length) : (passing as Buffer).subarray(0, length);
    if (!(await fill(file, at + HEADER_BYTES + done, bytes))) return null;
    sum = crc32(bytes, sum);
  }
  return sum === crc ? { end: at + HEADER_BYTES + size, crc } : null;
}

/**
 * Writes a block at an offset, cuts off what lies behind it, and waits for the disk.
 * @returns where the next block begins
 */
export async function writeBlock(file: FileHandle, at: number, key: BlockKey, chunks: AsyncIterable<Uint32Array>): Promise<number> {
  await file.truncate(at);
  let position = at + HEADER_BYTES;
  let sum = 0;
  for await (const words of chunks) {
    const bytes = bytesOf(words);
    sum = crc32(bytes, sum);
    await file.write(bytes, 0, bytes.length, position);
    position += bytes.length;
  }
  const rows = (position - at - HEADER_BYTES) / ROW_BYTES;
  if (rows !== key.rows) throw new RangeError(`a block of ${key.rows} rows came out with ${rows}`);
  await file.datasync();
  await file.write(headerOf(key, sum), 0, HEADER_BYTES, at);
  await file.datasync();
  return position;
}

/** What a block of these rows is summed to. */
export async function sumOf(chunks: AsyncIterable<Uint32Array>): Promise<number> {
  let sum = 0;
  for await (const words of chunks) sum = crc32(bytesOf(words), sum);
  return sum;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function headerOf({ number, rows, sha256 }: BlockKey, crc: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  for (const [position, word] of [TAG, number, rows, crc].entries()) header.writeUInt32LE(word, 4 * position);
  header.write(sha256, SHA_AT, 'hex');
  header.writeUInt32LE(crc32(header.subarray(0, HEADER_CRC_AT)), HEADER_CRC_AT);
  return header;
}

/** Whether the file goes far enough to fill the bytes. */
async function fill(file: FileHandle, position: number, bytes: Buffer): Promise<boolean> {
  const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
  return bytesRead === bytes.length;
}
