import { stringify } from 'csv-stringify/sync';
import { type DialogueRecord, SPEAKERS } from '../../domain/dialogue.js';
import type { ExportFormat } from '../format.js';
import { openRowFiles, type RowLayout } from '../row-files.js';

const COLUMNS = [
  'dialogue_id',
  'position',
  'source',
  'topic',
  'persona_id',
  'scenario_id',
  'outcome',
  'speaker',
  'strategy',
  'stage',
  'advised_strategy',
  'direction',
  'emotion',
  'text',
] as const;
type Cells = Record<(typeof COLUMNS)[number], string | number>;

const CSV: RowLayout = { extension: 'csv', head: stringify([[...COLUMNS]]), separator: '', end: '', tail: '' };

/** One utterance a row (RFC 4180, UTF-8 without a mark, `\n`). Cells that do not apply to a speaker are empty; `position` counts from 0. */
export const csv: ExportFormat = {
  name: 'csv',
  extension: CSV.extension,
  loss: null,
  open: (folder, { splits }) =>
    openRowFiles(folder, splits, [CSV], (record) => cellsOf(record).map((cells) => stringify([cells], { columns: [...COLUMNS] }))),
};

function cellsOf({ id, source, topic, persona, scenario, outcome, dialogue }: DialogueRecord): Cells[] {
  return dialogue.map((utterance, position) => ({
    dialogue_id: id,
    position,
    source,
    topic,
    persona_id: persona.id,
    scenario_id: scenario.id,
    outcome,
    speaker: utterance.speaker,
    strategy: utterance.strategy,
    text: utterance.text,
    ...(utterance.speaker === SPEAKERS.supporter
      ? { stage: utterance.stage, advised_strategy: utterance.advised_strategy, direction: '', emotion: '' }
      : { stage: '', advised_strategy: '', direction: utterance.direction, emotion: utterance.emotion }),
  }));
}
