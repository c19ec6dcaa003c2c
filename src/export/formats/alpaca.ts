import type { ExportFormat } from '../format.js';
import { openSampleFiles } from '../sample-files.js';
import type { Exchange } from '../samples.js';

/** `{instruction, input, output, system, history: [[user, assistant]]}`. LLaMA-Factory learns the replies of the history too, unless told not to. */
export const alpaca: ExportFormat = {
  name: 'alpaca',
  extension: 'jsonl',
  loss: 'whole-row',
  open: (folder, options) =>
    openSampleFiles(folder, options, ({ exchanges }, { system }) => {
      const last = exchanges.at(-1) as Exchange;
      return {
        instruction: last.user,
        input: '',
        output: last.assistant,
        system,
        history: exchanges.slice(0, -1).map(({ user, assistant }) => [user, assistant]),
      };
    }),
};
