import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { buildRecord, framework } from '../testing/build-record.js';
import { DialogueArchive } from './dialogue-archive.js';

const unpack = (base64: string) => JSON.parse(inflateRawSync(Buffer.from(base64, 'base64')).toString());

async function archive(dialogues: number, mostBytes?: number) {
  const written: { start: number; bytes: number; chunk: string }[] = [];
  const write = async (chunk: string) => {
    const span = { start: written.reduce((sum, { bytes }) => sum + bytes, 0), bytes: chunk.length };
    written.push({ ...span, chunk });
    return span;
  };
  const packing = new DialogueArchive(framework, write, mostBytes);
  for (let number = 0; number < dialogues; number++) await packing.add(buildRecord({ id: `rcs-1-${String(number).padStart(6, '0')}` }));
  const { index, spans, dialogues: kept } = await packing.finish();
  const texts = spans.flatMap(({ start }) => unpack(written.find((chunk) => chunk.start === start)?.chunk ?? '') as { id: string }[]);
  return { index: unpack(index), texts, spans, kept };
}

describe('DialogueArchive', () => {
  it('holds every dialogue where there is room, each at the place that the index gives it', async () => {
    const { index, texts, kept } = await archive(150);
    expect(kept).toBe(150);
    expect(texts.map(({ id }) => id)).toEqual(index.rows.id);
    expect(index.rows.topic).toHaveLength(150);
  });

  it('gives up every second chunk, and again, until it has room; what is left is spread evenly and still in place', async () => {
    const whole = await archive(64 * 40);
    const mostBytes = whole.spans.reduce((sum, { bytes }) => sum + bytes, 0) / 3;
    const { index, texts, spans, kept } = await archive(64 * 40, mostBytes);
    expect(spans.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(mostBytes);
    expect(texts.map(({ id }) => id)).toEqual(index.rows.id);
    expect(kept).toBe(64 * 10);
    const firsts = texts.filter((_, place) => place % 64 === 0).map(({ id }) => Number(id.slice(-6)) / 64);
    expect(firsts).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 32, 36]);
  });
});
