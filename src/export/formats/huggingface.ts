import { openHubFolder } from '../../hub/hub-folder.js';
import type { ExportFormat } from '../format.js';

/** What a dataset repository of the Hugging Face Hub holds: Parquet shards for each split, and the card. `--push` sends this folder. */
export const huggingface: ExportFormat = {
  name: 'huggingface',
  extension: 'parquet',
  loss: null,
  open: (folder, { splits, shards, card }) => openHubFolder(folder, { splits, shards, card }),
};
