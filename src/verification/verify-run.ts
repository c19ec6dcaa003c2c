import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import type { Clause } from './clauses/clause.js';
import { compareFigures } from './compare-figures.js';
import { MANIFEST, type RunManifest } from './dataset-manifest.js';
import type { Duplicates } from './duplicates.js';
import { EarlierParts, partFaults } from './earlier-parts.js';
import type { FindingSink, Kind, Place } from './findings.js';
import { type PlacedRow, readRows } from './read-rows.js';
import { Recount } from './recount.js';
import { RowOrder } from './row-order.js';
import { WholeSet } from './whole-set.js';

export const DIALOGUES = 'dialogues.jsonl';
const REJECTED = 'rejected.jsonl';
/** First keys of a row in their order (contract §2). */
const ROW_KEYS = [
  ...['id', 'index', 'source', 'topic', 'persona', 'scenario', 'strategy_combination', 'dialogue', 'outcome', 'finish_reason'],
  ...['satisfied', 'unreasonable_demand', 'quality', 'provenance'],
];
const REJECT_KEYS = ['id', 'index', 'attempt', 'reason', 'detail'];

export interface RunRules {
  clauses: readonly Clause[];
  /** Knows the rows of the datasets that this one was built upon, and gets to know those of the run. */
  duplicates: Duplicates;
  /** The lines that a version took over were verified where they come from: they are passed over. */
  ownAlone: boolean;
}

/** What holds a run together, row by row. */
interface Books {
  findings: FindingSink;
  parts: EarlierParts;
  order: RowOrder;
  recount: Recount;
  wholeSet: WholeSet;
}

/** Verifies the rows and rejects of a run, and the figures of its manifest. */
export async function verifyRun(
  directory: string,
  manifest: RunManifest,
  rules: RunRules,
  findings: FindingSink,
): Promise<{ dialogues: number; rejects: number }> {
  const { identity, version } = manifest;
  const books = {
    findings,
    parts: new EarlierParts(version?.parts.slice(0, -1) ?? [], findings),
    order: new RowOrder(identity, findings),
    recount: new Recount(),
    wholeSet: new WholeSet(),
  };
  await verifyRejects(join(directory, REJECTED), books);
  await verifyDialogues(join(directory, DIALOGUES), { ...rules, takenOver: version?.taken_over ?? 0 }, books);
  verifyFigures(manifest, books);
  return { dialogues: (version?.taken_over ?? 0) + books.recount.accepted, rejects: books.recount.rejected };
}

/** Lets the rows of an earlier dataset be known. What is wrong with it is not told here: verify that one. */
export async function learn(path: string, duplicates: Duplicates): Promise<void> {
  const unheard = { add: () => {} };
  duplicates.begin(path, unheard);
  for await (const placed of readRows(path, { file: path, schema: DialogueRecord, keys: ROW_KEYS, findings: unheard }))
    duplicates.learn(placed);
}

async function verifyRejects(path: string, { findings, order, recount }: Books): Promise<void> {
  if (!existsSync(path)) return;
  for await (const { row, place } of readRows(path, { file: REJECTED, schema: RejectedRecord, keys: REJECT_KEYS, findings })) {
    order.addRejected(row, place);
    recount.addRejected(row);
  }
}

/** @param takenOver so many lines come first that other runs made: every clause holds for them, the books of this run do not */
async function verifyDialogues(
  path: string,
  { takenOver, clauses, duplicates, ownAlone }: RunRules & { takenOver: number },
  books: Books,
): Promise<void> {
  if (!existsSync(path)) return;
  const { findings, parts } = books;
  duplicates.begin(path, findings);
  for await (const placed of readRows(path, { file: DIALOGUES, schema: DialogueRecord, keys: ROW_KEYS, findings })) {
    const { row, place } = placed;
    const isOwn = (place.line ?? 0) > takenOver;
    if (ownAlone && !isOwn) continue;
    for (const { kind, find } of clauses) addUnlessNull(findings, kind, place, find(row));
    duplicates.check(placed);
    if (isOwn) enter(placed, books);
    else parts.add(row, place);
  }
}

function enter({ row, place }: PlacedRow<DialogueRecord>, { findings, order, recount, wholeSet }: Books): void {
  order.add(row, place);
  recount.add(row);
  addUnlessNull(findings, 'row-inconsistent', place, wholeSet.add(row));
}

function addUnlessNull(findings: FindingSink, kind: Kind, place: Place, what: string | null): void {
  if (what !== null) findings.add(kind, place, what);
}

function verifyFigures(manifest: RunManifest, { findings, order, recount, wholeSet }: Books): void {
  const { identity, version } = manifest;
  const parts = version ? partFaults(version, { ...identity, accepted: recount.accepted }) : [];
  const wrong = [...compareFigures(manifest, recount.figures()), ...openFaults(manifest, order), ...parts];
  for (const what of wrong) findings.add('figure-wrong', { file: MANIFEST, line: null, id: null }, what);
  const lengths = { mean: recount.meanLength, dialogues: recount.accepted };
  for (const what of wholeSet.faults(identity, lengths)) findings.add('§3 whole set', { file: DIALOGUES, line: null, id: null }, what);
}

/** Whether the indices that no row has are those that the manifest calls open. */
function openFaults({ counts, identity }: RunManifest, order: RowOrder): string[] {
  const { requested, open, open_indices: named } = counts;
  const missing = order.missing(named.length);
  return [
    ...(requested === identity.count ? [] : [`counts.requested: ${requested}, identity.count is ${identity.count}`]),
    ...(open === missing.count ? [] : [`counts.open: ${open}, the rows leave ${missing.count} indices without a dialogue`]),
    ...(named.join() === missing.first.join()
      ? []
      : [`counts.open_indices begins with ${named[0]}, the rows leave ${missing.first[0]} open`]),
  ];
}
