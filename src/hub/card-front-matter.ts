import { DIALOGUE_COLUMNS } from '../parquet/dialogue-columns.js';
import type { CardContent, CardTexts } from './card-content.js';
import { DATA_FOLDER } from './data-folder.js';
import { featuresOf } from './features.js';

/** Size classes of the Hub in their order (huggingface/hub-docs, `datasetcard.md`). */
const SIZE_CATEGORIES: readonly [below: number, name: string][] = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [1e7, '1M<n<10M'],
  [1e8, '10M<n<100M'],
  [1e9, '100M<n<1B'],
  [Number.POSITIVE_INFINITY, '1B<n<10B'],
];

const CONFIG = 'default';

/**
 * The front matter of a card, by the specification of the Hub (huggingface/hub-docs, `datasetcard.md`). Sizes in memory are left out: they are those
 * of Arrow, which we do not make.
 */
export function frontMatterOf({ splits, downloadBytes, facts }: CardContent, { title, licence }: CardTexts) {
  return {
    language: ['zh'],
    license: licence,
    pretty_name: title,
    size_categories: [sizeCategory(facts.dialogues)],
    task_categories: ['text-generation', 'text-classification'],
    task_ids: ['dialogue-modeling', 'dialogue-generation', 'multi-class-classification'],
    source_datasets: ['original'],
    annotations_creators: ['machine-generated'],
    language_creators: ['machine-generated'],
    tags: ['synthetic', 'customer-support', 'dialogue', 'role-play', 'banking', 'finance'],
    configs: [
      {
        config_name: CONFIG,
        default: true,
        data_files: Object.keys(splits).map((split) => ({ split, path: `${DATA_FOLDER}/${split}-*` })),
      },
    ],
    dataset_info: {
      config_name: CONFIG,
      features: featuresOf(DIALOGUE_COLUMNS),
      splits: Object.entries(splits).map(([name, dialogues]) => ({ name, num_examples: dialogues })),
      download_size: downloadBytes,
    },
  };
}

function sizeCategory(dialogues: number): string {
  const [, name] = SIZE_CATEGORIES.find(([below]) => dialogues < below) as (typeof SIZE_CATEGORIES)[number];
  return name;
}
