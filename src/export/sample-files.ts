import type { ExportWriter } from './format.js';
import type { ExportOptions } from './options.js';
import { JSON_LINES, openRowFiles } from './row-files.js';
import { type Sample, samplesOf } from './samples.js';

/** A writer of training rows as JSONL, one file for each split; the first split is balanced where that was asked for. */
export function openSampleFiles(
  folder: string,
  options: ExportOptions,
  toRow: (sample: Sample, options: ExportOptions) => object,
): ExportWriter {
  const [training] = options.splits;
  const seen = new Map<string, number>();
  const copiesOf = ({ strategy }: Sample): number => {
    const factor = strategy === null ? undefined : options.copies[strategy];
    if (strategy === null || factor === undefined) return 1;
    const before = seen.get(strategy) ?? 0;
    seen.set(strategy, before + 1);
    return Math.floor((before + 1) * factor) - Math.floor(before * factor);
  };
  return openRowFiles(folder, options.splits, [JSON_LINES], (record, split) =>
    samplesOf(record, options).flatMap((sample) => {
      const row = JSON.stringify(toRow(sample, options));
      return split === training ? Array.from({ length: copiesOf(sample) }, () => row) : [row];
    }),
  );
}
