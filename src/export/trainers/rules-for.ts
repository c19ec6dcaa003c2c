import type { ExportOptions } from '../options.js';
import { type DatasetEntry, llamaFactoryRules } from './llama-factory.js';
import { msSwiftRules } from './ms-swift.js';
import type { TrainerRules } from './trainer.js';
import { trlRules } from './trl.js';

/** How LLaMA-Factory is told about the files of a format, without the file name. */
const LLAMA_FACTORY_ENTRIES: Readonly<Record<string, Omit<DatasetEntry, 'file_name'>>> = {
  sharegpt: { formatting: 'sharegpt', columns: { messages: 'conversations', system: 'system' } },
  alpaca: {
    formatting: 'alpaca',
    columns: { prompt: 'instruction', query: 'input', response: 'output', system: 'system', history: 'history' },
  },
  // Its formatting "openai" would add "detailed thinking off" to every system message (converter.py, OpenAIDatasetConverter).
  openai: {
    formatting: 'sharegpt',
    columns: { messages: 'messages' },
    tags: { role_tag: 'role', content_tag: 'content', user_tag: 'user', assistant_tag: 'assistant', system_tag: 'system' },
  },
};

/** The entry of `dataset_info.json` for a file; null for a format that LLaMA-Factory does not read as it is meant. */
export function datasetEntry(format: string, file: string, options: ExportOptions): DatasetEntry | null {
  const entry = LLAMA_FACTORY_ENTRIES[format];
  return entry === undefined || isWeighted(format, options) ? null : { file_name: file, ...entry };
}

/** Every trainer that reads a format, with its rules. */
export function rulesFor(format: string, options: ExportOptions): TrainerRules[] {
  const entry = datasetEntry(format, '', options);
  const llamaFactory = entry === null ? [] : [llamaFactoryRules(entry)];
  if (format === 'swift') return [msSwiftRules];
  if (format === 'trl') return [trlRules];
  return format === 'openai' && !isWeighted(format, options) ? [...llamaFactory, msSwiftRules, trlRules] : llamaFactory;
}

/** Message weights are OpenAI's own: other trainers would learn what is masked. */
function isWeighted(format: string, { view, masked }: ExportOptions): boolean {
  return format === 'openai' && view === 'dialogue' && masked;
}
