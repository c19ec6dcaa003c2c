import type { ExportFormat } from '../format.js';
import { exchangeMessages, systemMessages } from '../messages.js';
import { openSampleFiles } from '../sample-files.js';

/**
 * `{messages: [{role, content}]}`, as OpenAI's fine-tuning reads it. With a mask assistant messages carry its `weight`, 0 where nothing is learned
 * from them.
 */
export const openai: ExportFormat = {
  name: 'openai',
  extension: 'jsonl',
  loss: 'per-turn',
  open: (folder, options) =>
    openSampleFiles(folder, options, ({ exchanges }, { system, masked }) => ({
      messages: [...systemMessages(system), ...exchangeMessages(exchanges, ({ learned }) => (masked ? { weight: learned ? 1 : 0 } : {}))],
    })),
};
