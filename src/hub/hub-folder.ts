import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetFigures } from '../analysis/dataset-figures.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { StrategyFramework } from '../domain/strategy.js';
import { openParquetShards, type ShardOptions } from '../parquet/parquet-shards.js';
import { hashStream } from '../resources/hash-stream.js';
import { writeCard } from './card.js';
import type { CardTexts } from './card-content.js';
import { DatasetFacts } from './dataset-facts.js';
import { createHubManifest, DATA_FOLDER, HUB_MANIFEST, type HubFile, type HubManifest } from './hub-manifest.js';

const CARD = 'README.md';

export interface HubFolderOptions extends ShardOptions {
  source: HubManifest['source'];
  /** Names of all splits, in the order of the card. */
  splits: readonly string[];
  framework: StrategyFramework;
  /** Seed of the draws behind the figures. */
  figureSeed: number;
  card: CardTexts;
}

interface HubFolder {
  write(record: DialogueRecord, split: string): void;
  /** Writes what waits, the card and the manifest. */
  close(): Promise<{ rows: Readonly<Record<string, number>> }>;
}

/**
 * Writes a dataset as the Hub wants it: Parquet shards for each split, card, manifest. Memory: a row group for each split.
 * @param folder there and empty
 */
export function openHubFolder(folder: string, options: HubFolderOptions): HubFolder {
  const facts = new DatasetFacts();
  const figures = new DatasetFigures(options.framework, options.figureSeed);
  const counts = new Map<string, number>();
  mkdirSync(join(folder, DATA_FOLDER));
  const shards = openParquetShards(join(folder, DATA_FOLDER), options);
  return {
    write(record, split) {
      facts.add(record);
      figures.add(record);
      counts.set(split, (counts.get(split) ?? 0) + 1);
      shards.write(record, split);
    },
    async close() {
      const rows: Record<string, number> = {};
      const files: Record<string, HubFile> = {};
      for (const [name, count] of Object.entries((await shards.close()).rows)) {
        const path = `${DATA_FOLDER}/${name}`;
        rows[path] = count;
        files[path] = { ...(await hashStream(join(folder, path))), rows: count };
      }
      const downloadBytes = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
      const filled = options.splits.filter((split) => counts.has(split));
      const splits = Object.fromEntries(filled.map((split) => [split, counts.get(split) ?? 0]));
      const card = writeCard({ splits, downloadBytes, facts, figures: figures.figures(), framework: options.framework }, options.card);
      writeFileSync(join(folder, CARD), card, { flush: true });
      files[CARD] = { ...(await hashStream(join(folder, CARD))), rows: null };
      const manifest = createHubManifest({ source: options.source, splits, files });
      writeFileSync(join(folder, HUB_MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
      return { rows };
    },
  };
}
