import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import type { RunFiles } from './run-files.js';
import type { Stopwatch } from './stopwatch.js';

export interface Duplicate {
  kind: 'exact' | 'near';
  /** Index of the committed dialogue that it duplicates. */
  index: number;
  /** Jaccard of the 5-gram sets. */
  similarity: number;
}

/**
 * What dedup knows of the dialogues committed so far. Texts are not kept but read again by their place in the file; sixteen bytes a
 * dialogue beside the index of signatures.
 */
export class CommittedDialogues {
  readonly #stopwatch: Stopwatch;
  readonly #index: DuplicateIndex;
  readonly #indices: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #lengths: Uint32Array;

  constructor(capacity: number, files: Pick<RunFiles, 'readDialogue'>, stopwatch: Stopwatch) {
    this.#stopwatch = stopwatch;
    this.#indices = new Uint32Array(capacity);
    this.#offsets = new Float64Array(capacity);
    this.#lengths = new Uint32Array(capacity);
    this.#index = new DuplicateIndex({
      expectedDocuments: capacity,
      readText: (document) => {
        const line = files.readDialogue(this.#offsets[document] as number, this.#lengths[document] as number);
        return textOf((JSON.parse(line.toString('utf8')) as DialogueRecord).dialogue);
      },
    });
  }

  /** The committed dialogue that this one duplicates. Once it finds one, it always will: dialogues are only added. */
  find({ text, signature }: { text: string; signature: Uint32Array }): Duplicate | null {
    const found = this.#stopwatch.measure('dedup', () => this.#index.check(text, signature));
    return found && { kind: found.kind, index: this.#indices[found.document] as number, similarity: found.similarity };
  }

  add(dialogue: { text: string; signature: Uint32Array }, place: { index: number; offset: number; length: number }): void {
    const document = this.#stopwatch.measure('dedup', () => this.#index.add(dialogue.text, dialogue.signature));
    this.#indices[document] = place.index;
    this.#offsets[document] = place.offset;
    this.#lengths[document] = place.length;
  }
}
