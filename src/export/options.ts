import type { CardOptions } from '../hub/hub-folder.js';
import type { ShardOptions } from '../parquet/parquet-shards.js';
import type { Mask } from './mask.js';
import type { ExportSettings } from './settings.js';

/** What a row is made of: a dialogue, or one supporter turn with the talk before it. */
export const VIEWS = ['dialogue', 'turn'] as const;
export type View = (typeof VIEWS)[number];

/** How a supporter's strategy stands in what the model is to say. */
export const STRATEGY_STYLES = ['inline', 'json', 'none'] as const;
export type StrategyStyle = (typeof STRATEGY_STYLES)[number];

/** How training rows are made of a dialogue. */
export interface SampleOptions {
  /** Names of the splits, the one for training first. */
  readonly splits: readonly string[];
  readonly view: View;
  readonly strategy: StrategyStyle;
  /** Empty: no system message. */
  readonly system: string;
  /** Utterances before a supporter turn that its row shows at most; null without a limit. */
  readonly maxContext: number | null;
  readonly mask: Mask;
  /** Whether a mask was asked for. */
  readonly masked: boolean;
  readonly settings: ExportSettings;
}

/** What the tables of dialogues are made with: formats that no training option changes. */
export interface TableOptions {
  readonly shards: ShardOptions;
  readonly card: CardOptions;
}

/** What every format is given. */
export interface ExportOptions extends SampleOptions, TableOptions {
  /** How often a row of the training split is written, by strategy label; 1 where it is not named. */
  readonly copies: Readonly<Record<string, number>>;
}
