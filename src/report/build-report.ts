import { setImmediate } from 'node:timers/promises';
import type { Baselines } from '../analysis/baselines.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import type { StrategyFramework } from '../domain/strategy.js';
import { DatasetCounts, type DatasetFacts } from './dataset-facts.js';
import { DialogueArchive } from './dialogue-archive.js';
import { archiveChunk, PAGE_MARK, pageHead, pageTail } from './page.js';
import { PageFile } from './page-file.js';
import type { PersonaTargets } from './persona-targets.js';
import type { RunRecord } from './run-record.js';
import { readWords } from './terms.js';

/** A dataset to be shown. */
export interface ReportedDataset {
  /** Its `dialogues.jsonl`. */
  dialogues: string;
  run: RunRecord;
  targets: PersonaTargets;
}

interface ReportResources {
  framework: StrategyFramework;
  emotions: EmotionModel;
  baselines: Baselines;
  /** Of the draws behind the figures of diversity. */
  seed: number;
}

/**
 * Writes the page about a dataset, held against another one where that is given. Each file is read once; memory holds the figures and the
 * index of the browser.
 * @returns number of dialogues that the page lets one read
 * @throws RolecsError `dataset-invalid`, `dataset-changed`, `report-unwritable`, `report-exists`, `report-failed`; the reason of the signal.
 *   Nothing is left beside the page.
 */
export async function buildReport(
  out: string,
  { now, before }: { now: ReportedDataset; before: ReportedDataset | null },
  resources: ReportResources,
  signal: AbortSignal,
): Promise<number> {
  const file = await PageFile.open(out, PAGE_MARK);
  try {
    const earlier = before === null ? null : await countDataset(before, { ...resources, signal });
    const archive = new DialogueArchive(resources.framework, (chunk) => file.addToMiddle(archiveChunk(chunk)));
    const facts = await countDataset(now, { ...resources, signal }, (row) => archive.add(row));
    const { framework, baselines } = resources;
    const context = { words: readWords(), framework, baselines, now: facts, before: earlier };
    const { index, spans, dialogues } = await archive.finish();
    const [head, tail] = [pageHead(context), pageTail(context, index)];
    await setImmediate(); // drawing let no signal through
    signal.throwIfAborted();
    await file.finish(head, spans, tail);
    return dialogues;
  } finally {
    await file.clear();
  }
}

type Visit = (row: Parameters<DatasetCounts['add']>[0]) => Promise<void>;

async function countDataset(
  { dialogues, run, targets }: ReportedDataset,
  { framework, emotions, seed, signal }: ReportResources & { signal: AbortSignal },
  visit?: Visit,
): Promise<DatasetFacts> {
  const counts = new DatasetCounts(framework, emotions, seed);
  let rows = 0;
  for await (const row of readDialogues(dialogues)) {
    signal.throwIfAborted();
    counts.add(row);
    await visit?.(row);
    rows++;
  }
  if (rows === run.counts.accepted) return counts.facts(run, targets);
  throw new RolecsError('dataset-changed', `${dialogues} holds ${rows} dialogues, its manifest.json says ${run.counts.accepted}`, {
    hint: 'restore the files of the run, or finish it with `npm run generate -- --resume`',
  });
}
