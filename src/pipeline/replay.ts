import { MAX_ATTEMPTS, PIPELINE } from '../config/run-defaults.js';
import type { RejectedRecord } from '../domain/dialogue.js';
import { readLines } from '../resources/read-lines.js';
import type { CommittedDialogues } from './committed-dialogues.js';
import { rejectFactsOf } from './dialogue-facts.js';
import type { JobPool } from './job-pool.js';
import { readJournal } from './journal.js';
import { LookAhead } from './look-ahead.js';
import type { ResumePoint } from './run-files.js';
import type { RunPaths } from './run-paths.js';
import type { RunStatistics } from './statistics.js';
import type { ReplayedDialogue } from './worker-protocol.js';

export interface ReplayContext {
  paths: RunPaths;
  /** The files have been cut back to it. */
  point: ResumePoint;
  pool: JobPool;
  rangesAhead: number;
  signal: AbortSignal;
  committed: CommittedDialogues;
  statistics: RunStatistics;
}

/** Brings dedup and statistics to where they stood at the resume point, from the files alone. Cut short by an abort. */
export async function replay(context: ReplayContext): Promise<void> {
  await replayDialogues(context);
  await replayRejected(context);
}

async function replayDialogues({ paths, point, pool, rangesAhead, signal, committed, statistics }: ReplayContext): Promise<void> {
  const { indices, lineBytes } = await placesOf(paths.journal, point.dialogues.lines);
  const ahead = new LookAhead(replayJobs(paths.dialogues, lineBytes, pool), { limit: rangesAhead, signal });
  let offset = 0;
  for (const [document, index] of indices.entries()) {
    const dialogue = await ahead.next();
    if (!dialogue) return;
    const length = lineBytes[document] as number;
    committed.add(dialogue, { index, offset, length });
    statistics.addAccepted(dialogue.facts);
    offset += length;
  }
}

async function placesOf(journal: string, lines: number): Promise<{ indices: Uint32Array; lineBytes: Uint32Array }> {
  const places = { indices: new Uint32Array(lines), lineBytes: new Uint32Array(lines) };
  let document = 0;
  for await (const { file, index, bytes } of readJournal(journal)) {
    if (file !== 'd') continue;
    places.indices[document] = index;
    places.lineBytes[document] = bytes;
    document++;
  }
  return places;
}

function* replayJobs(path: string, lineBytes: Uint32Array, pool: JobPool): Generator<() => Promise<ReplayedDialogue[]>> {
  let offset = 0;
  for (let from = 0; from < lineBytes.length; from += PIPELINE.replaySize) {
    const range = { path, offset, lineBytes: [...lineBytes.subarray(from, from + PIPELINE.replaySize)] };
    yield () => pool.run('replay', range);
    for (const length of range.lineBytes) offset += length;
  }
}

async function replayRejected({ paths, signal, statistics }: ReplayContext): Promise<void> {
  let current = -1;
  let rejects = 0;
  for await (const line of readLines(paths.rejected)) {
    if (signal.aborted) return;
    const record = JSON.parse(line.bytes.toString('utf8')) as RejectedRecord;
    const { index } = record;
    statistics.addRejected(rejectFactsOf(record));
    rejects = index === current ? rejects + 1 : 1;
    current = index;
    if (rejects === MAX_ATTEMPTS) statistics.addOpen(index);
  }
}
