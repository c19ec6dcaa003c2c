import { open } from 'node:fs/promises';
import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { factsOf } from './dialogue-facts.js';
import type { ReplayedDialogue, ReplayRange } from './worker-protocol.js';

/** Reads accepted dialogues again and works out anew what dedup and statistics need of them. */
export async function replayRange({ path, offset, lineBytes }: ReplayRange): Promise<ReplayedDialogue[]> {
  const bytes = Buffer.alloc(lineBytes.reduce((total, length) => total + length, 0));
  const file = await open(path, 'r');
  try {
    const { bytesRead } = await file.read(bytes, 0, bytes.length, offset);
    if (bytesRead !== bytes.length) throw new Error(`${path} became shorter while it was read`);
  } finally {
    await file.close();
  }
  let position = 0;
  return lineBytes.map((length) => {
    const line = bytes.toString('utf8', position, position + length);
    position += length;
    const record = JSON.parse(line) as DialogueRecord;
    const text = textOf(record.dialogue);
    return { attempt: record.provenance.attempt, text, signature: signatureOf(text), facts: factsOf(record) };
  });
}
