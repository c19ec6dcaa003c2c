import { describe, expect, it } from 'vitest';
import { createStream } from '../../random/stream.js';
import { buildRecord } from '../../testing/build-record.js';
import { DATA_DIR } from '../../testing/tunables.js';
import { inManner, politely } from './customer-manner.js';
import { loadPhraseBook } from './phrase-book.js';

const { speech } = loadPhraseBook(DATA_DIR);
const { persona } = buildRecord();
const TRIES = Array.from({ length: 60 }, (_, i) => createStream(`manner/${i}`));

function spoken(
  text: string,
  place: 'opening' | 'answer' | 'other',
  habits: Partial<typeof persona.language_style> = {},
  lastStarts: readonly string[] = [],
): Set<string> {
  const speaker = { ...persona, language_style: { ...persona.language_style, ...habits } };
  return new Set(TRIES.map((stream) => inManner(text, speaker, place, speech, { stream, lastStarts })));
}

describe('politely', () => {
  it('says 您 to the one spoken to, and leaves 你们 and quotations alone', () => {
    expect(politely('你看，他说“你先转过来”，你们说怎么办？')).toBe('您看，他说“你先转过来”，你们说怎么办？');
  });
});

describe('inManner', () => {
  it('may leave a hesitation out, but not the yes of an answer', () => {
    const terse = { utterance_chars: 10, particle_rate: 0.12 };
    expect(spoken('嗯，琢磨好几天了。', 'other', terse)).toContain('琢磨好几天了。');
    for (const text of spoken('嗯，琢磨好几天了。', 'answer', terse)) expect(text).toMatch(/^嗯/);
  });

  it('begins otherwise than the lines before', () => {
    const terse = { utterance_chars: 10 };
    expect([...spoken('行，那我等着。', 'other', terse)].some((text) => text.startsWith('行'))).toBe(true);
    for (const text of spoken('行，那我等着。', 'other', terse, ['行', '嗯'])) expect(text).toMatch(/^[成好]，/);
  });

  it('lets nobody who opens the talk agree', () => {
    expect(spoken('就是，我那张卡刷不了。', 'opening', { particle_rate: 0.12 })).toEqual(new Set(['就是，我那张卡刷不了。']));
  });

  it('finds a beginning for everybody, whatever the habit', () => {
    for (const particle_rate of [0, 0.05, 0.12, 0.3, 0.9]) {
      for (const utterance_chars of [6, 17, 40]) {
        for (const row of [...speech.customer.hesitations, ...speech.customer.agreements]) {
          for (const start of row.filter((option) => option !== ''))
            expect(spoken(`${start}今天能办好就成。`, 'answer', { particle_rate, utterance_chars }).size).toBeGreaterThan(0);
        }
      }
    }
  });

  it('makes no glad 好啊 of a bare 好', () => {
    const texts = spoken('嗯，好。', 'other', { particle_rate: 1 });
    expect([...texts].filter((text) => text.includes('啊'))).toEqual([]);
  });
});
