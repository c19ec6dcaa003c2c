import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetFigures } from '../analysis/dataset-figures.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { StrategyFramework } from '../domain/strategy.js';
import { openParquetShards, type ShardOptions } from '../parquet/parquet-shards.js';
import { writeCard } from './card.js';
import type { CardTexts } from './card-content.js';
import { DATA_FOLDER } from './data-folder.js';
import { DatasetFacts } from './dataset-facts.js';

const CARD = 'README.md';

/** What a card is made with besides the dialogues. */
export interface CardOptions {
  readonly framework: StrategyFramework;
  /** Seed of the draws behind the figures. */
  readonly figureSeed: number;
  readonly texts: CardTexts;
}

export interface HubFolderOptions {
  /** Names of all splits, in the order of the card. */
  readonly splits: readonly string[];
  readonly shards: ShardOptions;
  readonly card: CardOptions;
}

interface HubFolder {
  write(record: DialogueRecord, split: string): void;
  /**
   * Writes what waits, and the card.
   * @returns dialogues by shard, relative to the folder
   */
  close(): Promise<{ rows: Readonly<Record<string, number>> }>;
}

/**
 * Writes a dataset as the Hub wants it: Parquet shards for each split, and a card. Memory: a row group for each split.
 * @param folder there and empty
 */
export function openHubFolder(folder: string, { splits, shards, card }: HubFolderOptions): HubFolder {
  const facts = new DatasetFacts();
  const figures = new DatasetFigures(card.framework, card.figureSeed);
  const counts = new Map<string, number>();
  mkdirSync(join(folder, DATA_FOLDER));
  const writer = openParquetShards(join(folder, DATA_FOLDER), shards);
  return {
    write(record, split) {
      facts.add(record);
      figures.add(record);
      counts.set(split, (counts.get(split) ?? 0) + 1);
      writer.write(record, split);
    },
    async close() {
      const written = Object.entries((await writer.close()).rows).map(([name, count]) => [`${DATA_FOLDER}/${name}`, count] as const);
      const content = {
        splits: Object.fromEntries(splits.filter((split) => counts.has(split)).map((split) => [split, counts.get(split) ?? 0])),
        downloadBytes: written.reduce((sum, [path]) => sum + statSync(join(folder, path)).size, 0),
        facts,
        figures: figures.figures(),
        framework: card.framework,
      };
      writeFileSync(join(folder, CARD), writeCard(content, card.texts), { flush: true });
      return { rows: Object.fromEntries(written) };
    },
  };
}
