import type { DialogueRecord } from '../../domain/dialogue.js';
import type { ExportFormat } from '../format.js';
import { JSON_LINES, JSON_LIST, openRowFiles } from '../row-files.js';

/** The published rows of DianJin-CSC-Data, `{dialogue: [{speaker, strategy, text}], source}`, as the JSON list they come in and as JSONL. */
export const dianjin: ExportFormat = {
  name: 'dianjin',
  extension: JSON_LIST.extension,
  loss: null,
  open: (folder, { splits }) => openRowFiles(folder, splits, [JSON_LIST, JSON_LINES], (record) => [JSON.stringify(publishedRow(record))]),
};

function publishedRow({ dialogue, source }: DialogueRecord): object {
  return { dialogue: dialogue.map(({ speaker, strategy, text }) => ({ speaker, strategy, text })), source };
}
