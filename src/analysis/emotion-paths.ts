import { type DialogueRecord, SPEAKERS } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import { STRETCHES } from './strategy-flow.js';
import { Tally } from './tally.js';

/** Levels of emotion, 0 calm to 4. */
export const EMOTION_LEVELS = [0, 1, 2, 3, 4] as const;
type EmotionLevel = (typeof EMOTION_LEVELS)[number];

/** How strongly the customer feels along a dialogue. Counted from a stream: memory holds the courses that exist. */
export class EmotionPaths {
  readonly #families: readonly (readonly string[])[];
  readonly #stretches = Array.from({ length: STRETCHES }, () => new Tally<EmotionLevel>());
  readonly #courses = new Tally();
  #unnamed = 0;

  constructor({ families }: EmotionModel) {
    this.#families = Object.values(families).map(({ labels }) => labels);
  }

  add(row: DialogueRecord): void {
    this.#courses.add(emotionCourse(row));
    const labels = emotionsOf(row);
    const family = this.#familyOf(labels);
    if (family === undefined) {
      this.#unnamed++;
      return;
    }
    for (const [place, label] of labels.entries()) {
      this.#stretches[Math.floor((place * STRETCHES) / labels.length)]?.add(family.indexOf(label) as EmotionLevel);
    }
  }

  /** A label may name another level in another family (恼火); a customer stays within one, so all labels of a dialogue tell which. */
  #familyOf(labels: readonly string[]): readonly string[] | undefined {
    return this.#families.find((family) => labels.every((label) => family.includes(label)));
  }

  /** Shares 0 to 1; null where there is nothing to count. */
  figures() {
    return {
      /** By level: its share of the customer's lines in each stretch. */
      levels: EMOTION_LEVELS.map((level) => this.#stretches.map((stretch) => stretch.share(level))),
      /** Mean level in each stretch. */
      mean: this.#stretches.map((stretch) =>
        stretch.all === 0 ? null : EMOTION_LEVELS.reduce<number>((sum, level) => sum + level * stretch.count(level), 0) / stretch.all,
      ),
      /** Most frequent first. */
      courses: this.#courses.ranked(),
      /** Dialogues whose emotions are no one family of `data/emotions.yaml`: they stand in no level. */
      unnamed: this.#unnamed,
    };
  }
}

/** Emotion at the start, in the middle and at the end: three words of the row. */
export function emotionCourse(row: DialogueRecord): string {
  const emotions = emotionsOf(row);
  return [emotions[0], emotions[Math.floor(emotions.length / 2)], emotions.at(-1)].join('→');
}

function emotionsOf({ dialogue }: DialogueRecord): string[] {
  return dialogue.flatMap((line) => (line.speaker === SPEAKERS.customer ? [line.emotion] : []));
}
