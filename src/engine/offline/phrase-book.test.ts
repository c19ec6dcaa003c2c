import { beforeAll, describe, expect, it } from 'vitest';
import { Outcome } from '../../domain/dialogue.js';
import type { RolecsError } from '../../domain/errors.js';
import { TOPIC_IDS } from '../../domain/topic.js';
import { DATA_DIR } from '../../testing/tunables.js';
import { readScenarioSources } from '../../topics/load-topics.js';
import { IDENTITY_ITEMS } from '../../topics/scenario-file.js';
import { loadPhraseBook, type PhraseBook } from './phrase-book.js';

let phrases: PhraseBook;
beforeAll(() => {
  phrases = loadPhraseBook(DATA_DIR);
});

/** What a pool's lines could not be filled with: the engine knows these slots and no others. */
const strangers = (lines: { slots: readonly string[]; source: string }[], known: readonly string[]) =>
  lines.filter(({ slots }) => slots.some((slot) => !known.includes(slot))).map(({ source }) => source);
const FACTS = ['surname', 'title', 'name', 'card_tail', 'phone_tail', 'id_tail', 'today'];

describe('the phrases as they are', () => {
  it('have every pool that the supporter may reach for', () => {
    const pools = [
      'greeting',
      'identity-ask',
      'identity-missing',
      'verified-prefix',
      'looked-up-prefix',
      'uptake',
      'restate-question',
      'repeat-prefix',
      'set-right-prefix',
      'soothe-plain',
      'soothe-asked-again',
      'check-in',
      'close',
      ...Outcome.options.flatMap((outcome) => [`feedback-${outcome}`, `follow-${outcome}`]),
    ];
    for (const pool of pools) expect(phrases.supporter(pool).lines.length).toBeGreaterThan(0);
    const known = [...FACTS, 'for', 'asks', 'missing', 'item', 'label', 'matter', 'resolution', 'wish'];
    expect(pools.flatMap((pool) => strangers([...phrases.supporter(pool).lines], known))).toEqual([]);
  });

  it('have every pool that the customer may reach for', () => {
    const checks = TOPIC_IDS.flatMap((topic) => readScenarioSources(DATA_DIR, topic)).map(({ source }) => {
      const asks = IDENTITY_ITEMS.filter((item) => source.identity.asks.includes(item));
      return `identity-${asks.join('-')}`;
    });
    const acknowledgements = ['ID', 'PS', 'RI', 'RC', 'OT', 'EM', 'calming', 'RP', 'check-in'].map((code) => `ack-${code}`);
    const others = [
      'identity-partial',
      'identity-rest',
      'nothing-more',
      'more-first',
      'give-up',
      'bye',
      'link',
      'link-react',
      'filler',
      'opener',
      'askback',
      'waiting',
    ];
    const pools = [...new Set([...checks, ...acknowledgements, ...others])];
    for (const pool of pools) expect(phrases.customer(pool).lines.length).toBeGreaterThan(0);
    expect(pools.flatMap((pool) => strangers([...phrases.customer(pool).lines], [...FACTS, 'value']))).toEqual([]);
  });

  it('have a direction for every reaction and everything that can be raised', () => {
    const reactions = [
      'open',
      'identify',
      'identify-partly',
      'identify-rest',
      'answer',
      'evade',
      'forget',
      'lose-thread',
      'mistake',
      'wait',
      'confirm',
      'react',
      'react-to-care',
      'argue',
      'yield',
      'nothing-more',
      'give-up',
      'farewell',
    ];
    for (const reaction of [...reactions, 'ask', 'worry', 'demand', 'digress', 'recall']) {
      expect(strangers([...phrases.directions(reaction).lines], ['emotion', 'label', 'demand'])).toEqual([]);
    }
  });

  it('have digressions with distinct ids that need no facts', () => {
    const ids = phrases.tangents.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { voice, reply, ...tangent } of phrases.tangents) {
      expect(strangers([...voice.lines, ...reply.lines], FACTS)).toEqual([]);
      expect(strangers([...tangent.return.lines], [...FACTS, 'matter'])).toEqual([]);
    }
  });

  it('name the file and the pool that is missing', () => {
    expect(() => phrases.customer('none')).toThrow(
      expect.objectContaining({
        code: 'phrase-pool-missing',
        message: 'data/phrases/customer.yaml: there is no pool "none"',
      }) as RolecsError,
    );
  });
});
