import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { createStream } from '../random/stream.js';
import { measure } from './clock.js';

export interface DedupSpeed {
  documents: number;
  documentsPerSecond: number;
  /** Share of the time that goes into signatures, which a run computes in its workers. */
  signatureShare: number;
  bytesPerDocument: number;
}

/** Dedup alone, one thread: documents of about 27 utterances drawn from real ones, so that lengths and overlaps are those of a dataset. */
export async function measureDedup(utterances: readonly string[], documents: number): Promise<DedupSpeed> {
  const stream = createStream(`bench/dedup/${documents}`);
  const texts = Array.from({ length: documents }, () => Array.from({ length: 27 }, () => stream.pick(utterances)).join(''));
  const signatures: Uint32Array[] = [];
  const signing = await measure(() => {
    for (const text of texts) signatures.push(signatureOf(text));
  });
  const index = new DuplicateIndex({ expectedDocuments: documents, readText: (document) => texts[document] as string });
  const checking = await measure(() => {
    for (const [place, text] of texts.entries()) {
      const signature = signatures[place] as Uint32Array;
      if (!index.check(text, signature)) index.add(text, signature);
    }
  });
  const total = signing.wallS + checking.wallS;
  return {
    documents,
    documentsPerSecond: documents / total,
    signatureShare: signing.wallS / total,
    bytesPerDocument: index.bytes / Math.max(1, index.size),
  };
}
