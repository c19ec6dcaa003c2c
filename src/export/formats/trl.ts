import type { ExportFormat } from '../format.js';
import { exchangeMessages, systemMessages } from '../messages.js';
import { openSampleFiles } from '../sample-files.js';

/**
 * TRL's conversational `{prompt, completion}`. The prompt ends with the first user message; what follows is the completion. In a whole dialogue that
 * holds customer lines too, so train with `assistant_only_loss`, as the script beside the data does.
 */
export const trl: ExportFormat = {
  name: 'trl',
  extension: 'jsonl',
  loss: 'whole-row',
  open: (folder, options) =>
    openSampleFiles(folder, options, ({ exchanges }, { system }) => {
      const [opening, ...rest] = exchangeMessages(exchanges, () => ({}));
      return { prompt: [...systemMessages(system), opening], completion: rest };
    }),
};
