import type { ExportFormat } from './format.js';
import { dianjin } from './formats/dianjin.js';

/** Every format that `npm run export` knows. */
export const FORMATS: readonly ExportFormat[] = [dianjin];
