import type { Baselines } from '../analysis/baselines.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import type { EmotionModel } from '../domain/emotion.js';
import { RolecsError } from '../domain/errors.js';
import type { StrategyFramework } from '../domain/strategy.js';
import { DatasetCounts, type DatasetFacts } from './dataset-facts.js';
import { DialogueArchive } from './dialogue-archive.js';
import { archiveChunk, pageHead, pageTail } from './page.js';
import { PageFile } from './page-file.js';
import type { PersonaTargets } from './persona-targets.js';
import type { RunRecord } from './run-record.js';
import { readWords } from './terms.js';

/** The browser of a page holds at most so many dialogues, evenly spread; at 0.8 KB each that keeps the file below 40 MB. */
const MOST_BROWSED = 25_000;

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
 * @throws RolecsError `dataset-invalid`, `dataset-changed`, `report-unwritable`
 */
export async function buildReport(
  out: string,
  { now, before }: { now: ReportedDataset; before: ReportedDataset | null },
  resources: ReportResources,
): Promise<number> {
  const earlier = before === null ? null : await countDataset(before, resources);
  const file = await PageFile.open(out);
  try {
    const archive = new DialogueArchive(resources.framework, (chunk) => file.addToMiddle(archiveChunk(chunk)));
    const step = Math.ceil(now.run.counts.accepted / MOST_BROWSED);
    let browsed = 0;
    const facts = await countDataset(now, resources, async (row, place) => {
      if (place % step !== 0) return;
      browsed++;
      await archive.add(row);
    });
    const { framework, baselines } = resources;
    const context = { words: readWords(), framework, baselines, now: facts, before: earlier };
    const index = await archive.finish();
    await file.finish(pageHead(context), pageTail(context, index));
    return browsed;
  } finally {
    await file.clear();
  }
}

type Visit = (row: Parameters<DatasetCounts['add']>[0], place: number) => Promise<void>;

async function countDataset(
  { dialogues, run, targets }: ReportedDataset,
  { framework, emotions, seed }: ReportResources,
  visit?: Visit,
): Promise<DatasetFacts> {
  const counts = new DatasetCounts(framework, emotions, seed);
  let rows = 0;
  for await (const row of readDialogues(dialogues)) {
    counts.add(row);
    await visit?.(row, rows);
    rows++;
  }
  if (rows === run.counts.accepted) return counts.facts(run, targets);
  throw new RolecsError('dataset-changed', `${dialogues} holds ${rows} dialogues, its manifest.json says ${run.counts.accepted}`, {
    hint: 'restore the files of the run, or finish it with `npm run generate -- --resume`',
  });
}
