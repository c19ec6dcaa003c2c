import { type DialogueRecord, dialogueId, textOf } from '../domain/dialogue.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import type { RunFiles } from './run-files.js';
import type { Stopwatch } from './stopwatch.js';

export interface Duplicate {
  kind: 'exact' | 'near';
  /** Which dialogue it duplicates: its id, with its dataset where that is an earlier one. */
  of: string;
  /** Jaccard of the 5-gram sets. */
  similarity: number;
}

/** Dialogues of earlier datasets, which a run must not repeat either. The same ones at every resume, or its bytes would change. */
export interface EarlierDialogues {
  /** The one that this dialogue duplicates. */
  find(dialogue: { text: string; signature: Uint32Array }): Duplicate | null;
}

/**
 * What dedup knows of the dialogues committed so far. Texts are not kept but read again by their place in the file; sixteen bytes a
 * dialogue beside the index of signatures.
 */
export class CommittedDialogues {
  readonly #stopwatch: Stopwatch;
  readonly #seed: number;
  readonly #earlier: EarlierDialogues | null;
  readonly #index: DuplicateIndex;
  readonly #indices: Uint32Array;
  readonly #offsets: Float64Array;
  readonly #lengths: Uint32Array;

  constructor(
    { seed, count: capacity }: { seed: number; count: number },
    { files, stopwatch, earlier }: { files: Pick<RunFiles, 'readDialogue'>; stopwatch: Stopwatch; earlier: EarlierDialogues | null },
  ) {
    this.#stopwatch = stopwatch;
    this.#seed = seed;
    this.#earlier = earlier;
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

  /** The committed or earlier dialogue that this one duplicates. Once it finds one, it always will: dialogues are only added. */
  find(dialogue: { text: string; signature: Uint32Array }): Duplicate | null {
    return this.#stopwatch.measure('dedup', () => this.#findCommitted(dialogue) ?? this.#earlier?.find(dialogue) ?? null);
  }

  #findCommitted({ text, signature }: { text: string; signature: Uint32Array }): Duplicate | null {
    const found = this.#index.check(text, signature);
    if (!found) return null;
    const of = dialogueId(this.#seed, this.#indices[found.document] as number);
    return { kind: found.kind, of, similarity: found.similarity };
  }

  add(dialogue: { text: string; signature: Uint32Array }, place: { index: number; offset: number; length: number }): void {
    const document = this.#stopwatch.measure('dedup', () => this.#index.add(dialogue.text, dialogue.signature));
    this.#indices[document] = place.index;
    this.#offsets[document] = place.offset;
    this.#lengths[document] = place.length;
  }
}
