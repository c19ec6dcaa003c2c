import type { ExportFormat } from '../format.js';
import { exchangeMessages, systemMessages } from '../messages.js';
import { openSampleFiles } from '../sample-files.js';

/** ms-swift: `{messages: [{role, content, loss?}], channel}`; the channel is the topic, so that `--enable_channel_loss` shows a loss for each. */
export const swift: ExportFormat = {
  name: 'swift',
  extension: 'jsonl',
  loss: 'per-turn',
  open: (folder, options) =>
    openSampleFiles(folder, options, ({ topic, exchanges }, { system, masked }) => ({
      messages: [...systemMessages(system), ...exchangeMessages(exchanges, ({ learned }) => (masked ? { loss: learned } : {}))],
      channel: topic,
    })),
};
