import type { ExportFormat } from '../format.js';
import { openSampleFiles } from '../sample-files.js';

/** `{conversations: [{from: human | gpt, value}], system}`, as LLaMA-Factory reads it: human first, strictly in turn, gpt last. */
export const sharegpt: ExportFormat = {
  name: 'sharegpt',
  extension: 'jsonl',
  loss: 'whole-row',
  open: (folder, options) =>
    openSampleFiles(folder, options, ({ exchanges }, { system }) => ({
      conversations: exchanges.flatMap(({ user, assistant }) => [
        { from: 'human', value: user },
        { from: 'gpt', value: assistant },
      ]),
      system,
    })),
};
