import { z } from 'zod';
import { StrategyCode } from '../domain/strategy.js';

const Text = z.string().min(1);

/** `data/export/export.yaml`: the words and figures around exported dialogues. */
export const ExportSettings = z.strictObject({
  opening: Text,
  system: z.strictObject({ dialogue: Text, turn: Text }),
  choose: Text,
  form: z.strictObject({ json: Text, inline: Text, none: Text }),
  transcript: z.strictObject({ head: Text, empty: Text, ask: Text }),
  balance: z.strictObject({
    strategies: z.array(StrategyCode).min(1),
    /** Of the training rows, for each of them. */
    share: z.number().gt(0).lt(1),
    maxCopies: z.number().min(1),
  }),
  training: z.strictObject({
    article: z.strictObject({
      model: Text,
      perDeviceTrainBatchSize: z.int().positive(),
      gradientAccumulationSteps: z.int().positive(),
      numTrainEpochs: z.number().positive(),
      learningRate: z.number().positive(),
      fp16: z.boolean(),
    }),
    loraRank: z.int().positive(),
    loraAlpha: z.int().positive(),
    loraDropout: z.number().min(0).lt(1),
  }),
});
export type ExportSettings = z.infer<typeof ExportSettings>;
