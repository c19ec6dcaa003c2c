import type { Baselines } from '../analysis/baselines.js';
import type { Figures } from '../analysis/dataset-figures.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { DatasetFacts } from './dataset-facts.js';

/** The authored half of a card. */
export interface CardTexts {
  /** `data/dataset-card/*.md` by name without extension. */
  templates: Readonly<Record<'card' | `${'engine' | 'limits'}-${'offline' | 'llm'}`, string>>;
  baselines: Baselines;
  title: string;
  /** `org/name`, or a stand-in where the dataset has no home yet. */
  repository: string;
  /** An identifier of the Hub: `mit`, `cc-by-4.0`. */
  licence: string;
}

/** The measured half. */
export interface CardContent {
  /** Dialogues by split. */
  splits: Readonly<Record<string, number>>;
  downloadBytes: number;
  facts: DatasetFacts;
  figures: Figures;
  framework: StrategyFramework;
}
