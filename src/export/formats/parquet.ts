import { openParquetShards } from '../../parquet/parquet-shards.js';
import type { ExportFormat } from '../format.js';

/**
 * Every member of a row in a typed column, nested as in `dialogues.jsonl`, as `train-00000-of-00003.parquet` and so on. A split without a dialogue has no
 * file.
 */
export const parquet: ExportFormat = {
  name: 'parquet',
  extension: 'parquet',
  loss: null,
  open: (folder, { shards }) => openParquetShards(folder, shards),
};
