import { createReadStream } from 'node:fs';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** How the rows of a file are counted, by the end of its name. */
const COUNTERS: Readonly<Record<string, (path: string) => Promise<number>>> = {
  jsonl: countLines,
  json: countElements,
  csv: countRecords,
  parquet: countParquetRows,
};

/**
 * Counts the rows of a file of an export, streamed; written from the formats' own specifications, without code of the export.
 * @returns null where files of that kind have no rows
 * @throws what a reader of Parquet throws at a damaged footer
 */
export async function countRows(path: string): Promise<number | null> {
  const count = COUNTERS[path.slice(path.lastIndexOf('.') + 1)];
  return count === undefined ? null : count(path);
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>;
}

async function countLines(path: string): Promise<number> {
  let lines = 0;
  for await (const chunk of bytesOf(path)) {
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, feed + 1)) lines++;
  }
  return lines;
}

/** Records of RFC 4180 without the heading: line feeds outside of quotes. */
async function countRecords(path: string): Promise<number> {
  let quoted = false;
  let ends = 0;
  for await (const chunk of bytesOf(path)) {
    for (const byte of chunk) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) ends++;
    }
  }
  return Math.max(0, ends - 1);
}

/** Members of the JSON list that a file is; each is a list or an object. */
async function countElements(path: string): Promise<number> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let elements = 0;
  for await (const chunk of bytesOf(path)) {
    for (const byte of chunk) {
      if (escaped) escaped = false;
      else if (inString) {
        if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (byte === QUOTE) inString = true;
      else if (OPENING.has(byte)) {
        if (depth === 1) elements++;
        depth++;
      } else if (CLOSING.has(byte)) depth--;
    }
  }
  return elements;
}

/** What the footer says, row group by row group. */
async function countParquetRows(path: string): Promise<number> {
  const { row_groups: groups } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0);
}
