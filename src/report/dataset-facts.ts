import { DatasetFigures } from '../analysis/dataset-figures.js';
import { EmotionPaths } from '../analysis/emotion-paths.js';
import { OutcomeTable } from '../analysis/outcome-table.js';
import { PersonaMarginals } from '../analysis/persona-marginals.js';
import { StrategyFlow } from '../analysis/strategy-flow.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { EmotionModel } from '../domain/emotion.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { PersonaTargets } from './persona-targets.js';
import type { RunRecord } from './run-record.js';

/** Counts everything of a dataset that the page shows, in one pass over its rows. */
export class DatasetCounts {
  readonly #figures: DatasetFigures;
  readonly #flow: StrategyFlow;
  readonly #emotions: EmotionPaths;
  readonly #outcomes = new OutcomeTable();
  readonly #personas = new PersonaMarginals();

  /** @param seed of the draws behind the figures of diversity */
  constructor(framework: StrategyFramework, emotions: EmotionModel, seed: number) {
    this.#figures = new DatasetFigures(framework, seed);
    this.#flow = new StrategyFlow(framework);
    this.#emotions = new EmotionPaths(emotions);
  }

  add(row: DialogueRecord): void {
    for (const counts of [this.#figures, this.#flow, this.#emotions, this.#outcomes, this.#personas]) counts.add(row);
  }

  facts(run: RunRecord, targets: PersonaTargets) {
    return {
      run,
      targets,
      figures: this.#figures.figures(),
      lengths: this.#figures.lengths(),
      flow: this.#flow.figures(),
      emotions: this.#emotions.figures(),
      outcomes: this.#outcomes.figures(),
      personas: this.#personas.figures(),
    };
  }
}

/** All that the page knows of one dataset. */
export type DatasetFacts = ReturnType<DatasetCounts['facts']>;
