import { type DialogueRecord, SPEAKERS } from '../domain/dialogue.js';
import { STRATEGY_CODES, type StrategyCode, type StrategyFramework } from '../domain/strategy.js';
import { shinglesOf } from '../text/shingles.js';
import { emotionCourse } from './emotion-paths.js';
import { KeyedDraw } from './keyed-draw.js';
import { LengthHistogram } from './length-histogram.js';
import { charactersOf, compressionRatio, distinct, duplicateShare, selfBleu } from './lexical.js';
import { nearestNeighbours, quantile } from './nearest-neighbour.js';

const SAMPLE_CHARACTERS = 100_000;
const SAMPLE_DIALOGUES = 1_000;
const BLEU_TEXTS = 200;
const NEIGHBOUR_NGRAM = 3;
const SHORT = 6;
const SHORTEST_SENTENCE = 8;
const OPENING_CHARACTERS = 6;
/** The customer's last two lines belong to the closing. */
const CLOSING_LINES = 2;

const UTTERANCE_STEP = 2;
const CHARACTER_STEP = 5;

type Side = keyof typeof SPEAKERS;
const SIDES: readonly Side[] = ['supporter', 'customer'];

/** What is kept of a drawn dialogue. */
interface DrawnDialogue {
  text: string;
  sentences: { text: string; frame: boolean }[];
  customerText: string;
  profile: string;
}

/**
 * The figures of contract §4 and of realism, taken from a stream of rows. Lexical figures come from draws of fixed size (contract §4), since
 * they fall with size by arithmetic alone; shares and lengths from the whole.
 */
export class DatasetFigures {
  readonly #framework: StrategyFramework;
  readonly #codes: ReadonlyMap<string, StrategyCode>;
  readonly #utterances: Record<Side, KeyedDraw<string>>;
  readonly #dialogues: KeyedDraw<DrawnDialogue>;
  readonly #lengths: Record<Side, LengthHistogram> = { supporter: new LengthHistogram(), customer: new LengthHistogram() };
  readonly #dialogueLengths = new LengthHistogram();
  readonly #strategies = new Map<StrategyCode, number>();
  readonly #openings = new Map<string, number>();
  readonly #emotionCourses = new Set<string>();
  #count = 0;
  #satisfied = 0;
  #demands = 0;
  #polite = 0;
  #earlyThanks = 0;

  constructor(framework: StrategyFramework, seed: number) {
    this.#framework = framework;
    this.#codes = new Map(STRATEGY_CODES.map((code) => [framework.strategies[code].label, code]));
    this.#utterances = {
      supporter: new KeyedDraw(seed, 'supporter', SAMPLE_CHARACTERS),
      customer: new KeyedDraw(seed, 'customer', SAMPLE_CHARACTERS),
    };
    this.#dialogues = new KeyedDraw(seed, 'dialogues', SAMPLE_DIALOGUES);
  }

  add(row: DialogueRecord): void {
    const { dialogue } = row;
    this.#count++;
    this.#dialogueLengths.add(dialogue.length);
    if (row.satisfied) this.#satisfied++;
    if (row.unreasonable_demand !== null) this.#demands++;
    const customerLines = dialogue.filter(({ speaker }) => speaker === SPEAKERS.customer);
    for (const [place, line] of dialogue.entries()) {
      const side: Side = line.speaker === SPEAKERS.supporter ? 'supporter' : 'customer';
      const length = charactersOf(line.text).length;
      this.#lengths[side].add(length);
      this.#utterances[side].offer(`${row.id}/${place}`, line.text, length);
      const code = this.#codes.get(line.strategy);
      if (code) this.#strategies.set(code, (this.#strategies.get(code) ?? 0) + 1);
    }
    for (const [place, { text }] of customerLines.entries()) {
      if (text.includes('您')) this.#polite++;
      if (text.includes('谢') && place < customerLines.length - CLOSING_LINES) this.#earlyThanks++;
    }
    const opening = charactersOf(customerLines[0]?.text ?? '')
      .slice(0, OPENING_CHARACTERS)
      .join('');
    this.#openings.set(opening, (this.#openings.get(opening) ?? 0) + 1);
    this.#emotionCourses.add(emotionCourse(row));
    this.#dialogues.offer(row.id, this.#drawnOf(row));
  }

  #drawnOf({ dialogue, persona }: DialogueRecord): DrawnDialogue {
    const { GT, AC } = this.#framework.strategies;
    return {
      text: dialogue.map(({ text }) => text).join(''),
      sentences: dialogue.flatMap(({ text, strategy }, place) =>
        text
          .split(/[。？！；]/)
          .filter((sentence) => charactersOf(sentence).length >= SHORTEST_SENTENCE)
          .map((sentence) => ({ text: sentence, frame: strategy === GT.label || strategy === AC.label || place === dialogue.length - 1 })),
      ),
      customerText: dialogue.flatMap(({ speaker, text }) => (speaker === SPEAKERS.customer ? [text] : [])).join('\n'),
      profile: persona.description,
    };
  }

  /** Shares of lengths: of dialogues in utterances, of both sides' lines in characters, in steps of two and five. */
  lengths() {
    return {
      utterances: this.#dialogueLengths.shares(UTTERANCE_STEP),
      supporter: this.#lengths.supporter.shares(CHARACTER_STEP),
      customer: this.#lengths.customer.shares(CHARACTER_STEP),
    };
  }

  /** Everything as numbers; null where there is nothing to count. */
  figures() {
    const drawn = this.#dialogues.items();
    const neighbours = nearestNeighbours(
      drawn.map(({ text }) => text),
      NEIGHBOUR_NGRAM,
    );
    const supporterLines = [...this.#strategies.values()].reduce((sum, count) => sum + count, 0);
    const side = (name: Side) => {
      const texts = this.#utterances[name].items();
      const lengths = this.#lengths[name];
      return {
        characters_drawn: texts.reduce((sum, text) => sum + charactersOf(text).length, 0),
        distinct_1: distinct(texts, 1),
        distinct_2: distinct(texts, 2),
        distinct_3: distinct(texts, 3),
        distinct_4: distinct(texts, 4),
        compression_ratio: compressionRatio(texts),
        self_bleu_4: selfBleu(texts.slice(0, BLEU_TEXTS), texts.slice(BLEU_TEXTS, 2 * BLEU_TEXTS)),
        duplicates: duplicateShare(texts),
        length_mean: lengths.mean,
        length_median: lengths.median,
        length_up_to_6: lengths.shareUpTo(SHORT),
      };
    };
    const customerLines = this.#dialogueLengths.total - supporterLines;
    const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);
    return {
      dialogues: this.#count,
      utterances_mean: this.#dialogueLengths.mean,
      ...(Object.fromEntries(SIDES.map((name) => [name, side(name)])) as Record<Side, ReturnType<typeof side>>),
      nearest_neighbour: {
        dialogues_drawn: drawn.length,
        mean: share(
          neighbours.reduce((sum, value) => sum + value, 0),
          neighbours.length,
        ),
        p95: quantile(neighbours, 0.95),
        max: quantile(neighbours, 1),
      },
      sentences: mostFrequentSentences(drawn),
      openings: mostFrequent(this.#openings, this.#count),
      customer_您: share(this.#polite, customerLines),
      customer_thanks_before_closing: share(this.#earlyThanks, customerLines),
      not_satisfied: share(this.#count - this.#satisfied, this.#count),
      unreasonable_demand: share(this.#demands, this.#count),
      emotion_courses: this.#emotionCourses.size,
      persona_fidelity: personaFidelity(drawn),
      strategy_mix: Object.fromEntries(
        STRATEGY_CODES.map((code) => [code, share(this.#strategies.get(code) ?? 0, supporterLines)]),
      ) as Record<StrategyCode, number | null>,
    };
  }
}
export type Figures = ReturnType<DatasetFigures['figures']>;

/** The sentence that stands in most dialogues: within the frame (greeting, closing), and elsewhere. */
function mostFrequentSentences(drawn: readonly DrawnDialogue[]) {
  const count = (frame: boolean) => {
    const counts = new Map<string, number>();
    for (const { sentences } of drawn) {
      const own = new Set(sentences.filter((sentence) => sentence.frame === frame).map(({ text }) => text));
      for (const text of own) counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    return mostFrequent(counts, drawn.length);
  };
  return { elsewhere: count(false), greeting_closing: count(true) };
}

function mostFrequent(counts: ReadonlyMap<string, number>, all: number): { text: string; share: number } | null {
  let best: [string, number] | null = null;
  for (const entry of counts) if (best === null || entry[1] > best[1]) best = entry;
  return best === null ? null : { text: best[0], share: best[1] / all };
}

/**
 * Share of the customer's character bigrams that its own profile holds, and that the profile of another drawn dialogue holds: the first must
 * be the larger (research/domain-findings §4.3.6).
 */
function personaFidelity(drawn: readonly DrawnDialogue[]): { own: number | null; other: number | null } {
  if (drawn.length < 2) return { own: null, other: null };
  const profiles = drawn.map(({ profile }) => shinglesOf(profile, 2));
  const overlap = (place: number, profile: ReadonlySet<string>) => {
    const bigrams = [...shinglesOf(drawn[place]?.customerText.replace(/[^\p{Script=Han}\n]/gu, '') ?? '', 2)].filter(
      (pair) => !pair.includes('\n'),
    );
    return bigrams.length === 0 ? 0 : bigrams.filter((pair) => profile.has(pair)).length / bigrams.length;
  };
  const mean = (shift: number) =>
    drawn.reduce((sum, _, place) => sum + overlap(place, profiles[(place + shift) % drawn.length] as Set<string>), 0) / drawn.length;
  return { own: mean(0), other: mean(1) };
}
