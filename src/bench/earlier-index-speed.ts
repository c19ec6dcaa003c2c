import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FROZEN_ROW_WORDS, OWN_WORDS, writeRow } from '../quality/dedup/frozen-rows.js';
import { SIGNATURE_WORDS } from '../quality/dedup/signature.js';
import { createStream, type RandomStream } from '../random/stream.js';
import { EarlierIndex } from '../refresh/earlier-index.js';
import { FIRST_BLOCK, openIndexFile, writeBlock } from '../refresh/index-file.js';
import { measure } from './clock.js';

export interface EarlierIndexSpeed {
  documents: number;
  fileBytes: number;
  openS: number;
  openCpuS: number;
  bytesPerDocument: number;
  /** Of a dialogue that repeats nothing. */
  checksPerSecond: number;
}

const ROWS_PER_CHUNK = 4096;
const CHECKS = 2_000;

/** The index of earlier dialogues at a size: opened from a file of random signatures in one block for every tenth of them. */
export async function measureEarlierIndex(documents: number): Promise<EarlierIndexSpeed> {
  const directory = mkdtempSync(join(tmpdir(), 'rolecs-index-'));
  const path = join(directory, 'earlier.bin');
  const stream = createStream(`bench/earlier-index/${documents}`);
  const versions = Array.from({ length: 10 }, (_, place) => ({
    number: place + 1,
    name: `v${place + 1}`,
    directory,
    sha256: String(place).repeat(64),
    dialogues: Math.round(documents / 10),
    taken_over: 0,
  }));
  try {
    const { file } = await openIndexFile(path);
    let end = FIRST_BLOCK;
    for (const { number, sha256, dialogues } of versions) {
      end = await writeBlock(file, end, { number, sha256, rows: dialogues }, randomRows(dialogues, stream));
    }
    await file.close();
    let index: EarlierIndex | undefined;
    const opening = await measure(async () => {
      index = await EarlierIndex.open(path, versions, () => {});
      index.find({ text: '', signature: randomSignature(stream) }); // the first look-up fills the tables
    });
    const opened = index as unknown as EarlierIndex; // assigned in a callback, which the compiler does not follow
    const signatures = Array.from({ length: CHECKS }, () => randomSignature(stream));
    const checking = await measure(() => {
      for (const [place, signature] of signatures.entries()) opened.find({ text: `${place}`, signature });
    });
    await opened.close();
    const { size, bytes } = opened;
    return {
      documents: size,
      fileBytes: end,
      openS: opening.wallS,
      openCpuS: opening.cpuS,
      bytesPerDocument: bytes / size,
      checksPerSecond: CHECKS / checking.wallS,
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function* randomRows(rows: number, stream: RandomStream): AsyncGenerator<Uint32Array> {
  const own = Array.from({ length: OWN_WORDS }, () => 0);
  for (let left = rows; left > 0; left -= ROWS_PER_CHUNK) {
    const words = new Uint32Array(Math.min(left, ROWS_PER_CHUNK) * FROZEN_ROW_WORDS);
    for (let start = 0; start < words.length; start += FROZEN_ROW_WORDS) {
      writeRow({ words, start }, { signature: randomSignature(stream), hash: [stream.int(2 ** 32), stream.int(2 ** 32)], own });
    }
    yield words;
  }
}

function randomSignature(stream: RandomStream): Uint32Array {
  return Uint32Array.from({ length: SIGNATURE_WORDS }, () => stream.int(2 ** 24));
}
