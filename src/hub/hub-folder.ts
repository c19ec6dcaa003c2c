import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatasetFigures } from '../analysis/dataset-figures.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import type { StrategyFramework } from '../domain/strategy.js';
import { hashStream } from '../resources/hash-stream.js';
import { type CardTexts, writeCard } from './card.js';
import { DatasetFacts } from './dataset-facts.js';
import { createHubManifest, HUB_MANIFEST, type HubFile, type HubManifest } from './hub-manifest.js';
import { openShards, type Shards } from './shards.js';

const CARD = 'README.md';

export interface HubFolderOptions {
  source: HubManifest['source'];
  /** Names of all splits, in the order of the card. */
  splits: readonly string[];
  rowsPerShard: number;
  /** Program and version, for the footers. */
  createdBy: string;
  framework: StrategyFramework;
  /** Seed of the draws behind the figures. */
  figureSeed: number;
  card: CardTexts;
}

export interface HubFolder {
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
  const shards = new Map<string, Shards>();
  return {
    write(record, split) {
      facts.add(record);
      figures.add(record);
      let target = shards.get(split);
      if (!target) {
        target = openShards(folder, split, options);
        shards.set(split, target);
      }
      target.write(record);
    },
    async close() {
      const filled = options.splits.filter((split) => shards.has(split));
      const splits = Object.fromEntries(filled.map((split) => [split, shards.get(split)?.rows ?? 0]));
      const rows = Object.assign({}, ...filled.map((split) => shards.get(split)?.close())) as Record<string, number>;
      const files: Record<string, HubFile> = {};
      for (const [name, count] of Object.entries(rows)) files[name] = { ...(await hashStream(join(folder, name))), rows: count };
      const downloadBytes = Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0);
      const card = writeCard({ splits, downloadBytes, facts, figures: figures.figures(), framework: options.framework }, options.card);
      writeFileSync(join(folder, CARD), card, { flush: true });
      files[CARD] = { ...(await hashStream(join(folder, CARD))), rows: null };
      const manifest = createHubManifest({ source: options.source, splits, files });
      writeFileSync(join(folder, HUB_MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true });
      return { rows };
    },
  };
}
