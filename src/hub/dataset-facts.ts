import { type DialogueRecord, speakerOf } from '../domain/dialogue.js';

/** What the rows themselves say about a dataset: who made them, and how many there are of each kind. Memory: one entry for each persona. */
export class DatasetFacts {
  readonly engines = new Set<DialogueRecord['provenance']['engine']>();
  readonly models = new Set<string>();
  readonly seeds = new Set<number>();
  readonly versions = new Set<string>();
  readonly personas = new Set<string>();
  readonly topics = new Map<string, number>();
  readonly outcomes = new Map<string, number>();
  dialogues = 0;
  judged = 0;
  /** Rows that some check failed: a run may reject on the contract alone. */
  flagged = 0;

  add(row: DialogueRecord): void {
    const { provenance, source, outcome, quality } = row;
    this.dialogues++;
    this.engines.add(provenance.engine);
    if (provenance.model !== null) this.models.add(provenance.model);
    this.seeds.add(provenance.seed);
    this.versions.add(provenance.version);
    this.personas.add(speakerOf(row));
    this.topics.set(source, (this.topics.get(source) ?? 0) + 1);
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    if (quality.judge !== null) this.judged++;
    if (Object.values(quality.gates).includes('fail')) this.flagged++;
  }
}
