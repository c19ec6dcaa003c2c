import { DialogueRecord } from '../domain/dialogue.js';
import { columnsOf } from './column-type.js';

/** The columns of a dataset: one for each member of a row of `dialogues.jsonl`, nested as there. */
export const DIALOGUE_COLUMNS = columnsOf(DialogueRecord);
