import type { DialogueRecord } from '../domain/dialogue.js';
import type { Part } from './dataset-manifest.js';
import type { FindingSink, Place } from './findings.js';
import { IndexOrder } from './index-order.js';
import { KnownPersonas } from './known-personas.js';

/**
 * The lines that a version took over, part by part: each keeps ids, indices and personas of the run that made it, so what holds within a run
 * holds within a part, and no two parts have a seed in common (ids would meet).
 */
export class EarlierParts {
  readonly #parts: readonly Part[];
  readonly #findings: FindingSink;
  #place = -1;
  #end = 0;
  #order: IndexOrder | null = null;
  #personas = new KnownPersonas();

  constructor(parts: readonly Part[], findings: FindingSink) {
    this.#parts = parts;
    this.#findings = findings;
  }

  /** Rows come in the order of their lines. */
  add(row: DialogueRecord, place: Place): void {
    while ((place.line ?? 0) > this.#end && this.#place + 1 < this.#parts.length) this.#begin();
    const part = this.#parts[this.#place];
    if (!part) return; // fewer parts than lines taken over: see partFaults
    const inconsistent = (what: string) => this.#findings.add('row-inconsistent', place, what);
    const { seed } = row.provenance;
    if (seed !== part.seed) inconsistent(`provenance.seed is ${seed}, that of ${part.version} is ${part.seed}`);
    this.#order?.add(row, place);
    const other = this.#personas.add(row.persona);
    if (other !== null) inconsistent(other);
  }

  #begin(): void {
    const part = this.#parts[++this.#place] as Part;
    this.#end += part.lines;
    this.#order = new IndexOrder(part, this.#findings);
    this.#personas = new KnownPersonas();
  }
}

/** Where the parts that a manifest names do not make up the version that it describes. */
export function partFaults(
  { taken_over: takenOver, parts }: { taken_over: number; parts: readonly Part[] },
  { seed, count, accepted }: { seed: number; count: number; accepted: number },
): string[] {
  const own = parts.at(-1) as Part;
  const before = parts.slice(0, -1).reduce((sum, { lines }) => sum + lines, 0);
  const seeds = parts.map((part) => part.seed);
  const named = (key: string, stated: number, expected: number) =>
    stated === expected ? [] : [`version.parts: ${key} of the last is ${stated}, the run's is ${expected}`];
  return [
    ...named('seed', own.seed, seed),
    ...named('count', own.count, count),
    ...named('lines', own.lines, accepted),
    ...(before === takenOver ? [] : [`version.taken_over: ${takenOver}, the parts before the last have ${before} lines`]),
    ...(new Set(seeds).size === seeds.length ? [] : [`version.parts: two of them have the same seed (${seeds.join(', ')})`]),
  ];
}
