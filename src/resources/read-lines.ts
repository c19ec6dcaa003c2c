import { createReadStream } from 'node:fs';

export interface Line {
  /** With the line feed, where it has one. */
  bytes: Buffer;
  /** It ends in a line feed. Only the last line of a file can lack it. */
  whole: boolean;
}

const LINE_FEED = 0x0a;

/** Streams the lines of a file as bytes: what is hashed is what stands there, also where it is not UTF-8. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let feed = chunk.indexOf(LINE_FEED); feed !== -1; feed = chunk.indexOf(LINE_FEED, start)) {
      const tail = chunk.subarray(start, feed + 1);
      yield { bytes: rest.length === 0 ? tail : Buffer.concat([...rest, tail]), whole: true };
      rest = [];
      start = feed + 1;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
  }
  if (rest.length > 0) yield { bytes: Buffer.concat(rest), whole: false };
}
