import type { ExportFormat } from './format.js';
import { alpaca } from './formats/alpaca.js';
import { csv } from './formats/csv.js';
import { dianjin } from './formats/dianjin.js';
import { huggingface } from './formats/huggingface.js';
import { openai } from './formats/openai.js';
import { parquet } from './formats/parquet.js';
import { sharegpt } from './formats/sharegpt.js';
import { swift } from './formats/swift.js';
import { trl } from './formats/trl.js';

/** Every format that `npm run export` knows. */
export const FORMATS: readonly ExportFormat[] = [dianjin, openai, sharegpt, alpaca, trl, swift, csv, parquet, huggingface];
