import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { QualityRules } from '../quality/quality-rules.js';
import { checkFiles } from './check-files.js';
import type { Clause } from './clauses/clause.js';
import { combinationAndStages } from './clauses/combination.js';
import { numbers } from './clauses/numbers.js';
import { speakers } from './clauses/speakers.js';
import { labels, requiredStrategies, strategyRuns } from './clauses/strategies.js';
import { cleanText, privacy, repetition } from './clauses/texts.js';
import { compareFigures } from './compare-figures.js';
import { type DatasetManifest, type Identity, MANIFEST, readDatasetManifest } from './dataset-manifest.js';
import { Duplicates } from './duplicates.js';
import { type FindingGroup, Findings, type Kind, type Place } from './findings.js';
import { readRows } from './read-rows.js';
import { Recount } from './recount.js';
import { RowOrder } from './row-order.js';
import { WholeSet } from './whole-set.js';

const DIALOGUES = 'dialogues.jsonl';
const REJECTED = 'rejected.jsonl';
/** First keys of a row in their order (contract §2). */
const ROW_KEYS = [
  ...['id', 'index', 'source', 'topic', 'persona', 'scenario', 'strategy_combination', 'dialogue', 'outcome', 'finish_reason'],
  ...['satisfied', 'unreasonable_demand', 'quality', 'provenance'],
];
const REJECT_KEYS = ['id', 'index', 'attempt', 'reason', 'detail'];

/** What the contract is read with besides its own words. */
export interface VerificationRules {
  framework: StrategyFramework;
  quality: QualityRules;
  /** sha256 of the resources that these two come from, by their names in the manifest of a run. */
  resources: Readonly<Record<string, string>>;
}

export interface Verification {
  files: number;
  dialogues: number;
  rejects: number;
  /** What was not checked, or what a reader should know. */
  notes: string[];
  groups: FindingGroup[];
}

/**
 * Verifies a dataset: every file against the manifest, every row against the contract's section 3, the figures of the manifest against those
 * counted from the rows. Streams; what grows with the number of dialogues is the index of near-duplicates (788 bytes a dialogue) and the
 * places of the rows.
 * @param kept findings of a kind that are told one by one
 * @throws RolecsError `dataset-missing`, `dataset-unfinished`
 */
export async function verifyDataset(directory: string, rules: VerificationRules, kept: number): Promise<Verification> {
  const findings = new Findings(kept);
  const manifest = readDatasetManifest(directory, findings);
  const recount = new Recount();
  const notes: string[] = [];
  if (manifest !== null) {
    await checkFiles(directory, manifest, findings);
    if (manifest.identity) await verifyRun(directory, { ...manifest, identity: manifest.identity }, { rules, findings, recount });
    notes.push(...notesOn(manifest, rules.resources));
  }
  return {
    files: Object.keys(manifest?.files ?? {}).length,
    dialogues: recount.accepted,
    rejects: recount.rejected,
    notes,
    groups: findings.groups(),
  };
}

interface RowContext {
  rules: VerificationRules;
  findings: Findings;
  recount: Recount;
}

async function verifyRun(directory: string, manifest: DatasetManifest & { identity: Identity }, context: RowContext): Promise<void> {
  const { findings, recount } = context;
  const { identity } = manifest;
  const order = new RowOrder(identity, findings);
  const wholeSet = new WholeSet();
  await verifyRejects(join(directory, REJECTED), order, context);
  await verifyDialogues(join(directory, DIALOGUES), { order, wholeSet, identity }, context);
  const place = { file: MANIFEST, line: null, id: null };
  for (const what of [...compareFigures(manifest, recount.figures()), ...openFaults(manifest, order)])
    findings.add('figure-wrong', place, what);
  for (const what of wholeSet.faults(identity, { mean: recount.meanLength, dialogues: recount.accepted }))
    findings.add('§3 whole set', { ...place, file: DIALOGUES }, what);
}

async function verifyRejects(path: string, order: RowOrder, { findings, recount }: RowContext): Promise<void> {
  if (!existsSync(path)) return;
  const reading = { file: REJECTED, schema: RejectedRecord, keys: REJECT_KEYS, findings };
  for await (const { row, place } of readRows(path, reading)) {
    order.addRejected(row, place);
    recount.addRejected(row);
  }
}

async function verifyDialogues(
  path: string,
  { order, wholeSet, identity }: { order: RowOrder; wholeSet: WholeSet; identity: Identity },
  { rules, findings, recount }: RowContext,
): Promise<void> {
  if (!existsSync(path)) return;
  const clauses = clausesWith(rules);
  const duplicates = new Duplicates(path, identity.count, findings);
  try {
    for await (const placed of readRows(path, { file: DIALOGUES, schema: DialogueRecord, keys: ROW_KEYS, findings })) {
      const { row, place } = placed;
      order.add(row, place);
      recount.add(row);
      duplicates.add(placed);
      for (const { kind, find } of clauses) addUnlessNull(findings, kind, place, find(row));
      addUnlessNull(findings, 'row-inconsistent', place, wholeSet.add(row));
    }
  } finally {
    duplicates.close();
  }
}

function addUnlessNull(findings: Findings, kind: Kind, place: Place, what: string | null): void {
  if (what !== null) findings.add(kind, place, what);
}

/** Every clause that a row alone can break. */
function clausesWith({ framework, quality }: VerificationRules): Clause[] {
  return [
    speakers,
    labels,
    requiredStrategies,
    strategyRuns,
    combinationAndStages(framework),
    cleanText,
    privacy(quality.companyNames),
    repetition,
    numbers(quality),
  ];
}

/** Whether the indices that no row has are those that the manifest calls open. */
function openFaults({ counts, identity }: DatasetManifest & { identity: Identity }, order: RowOrder): string[] {
  const { requested, open, open_indices: named = [] } = counts ?? {};
  const missing = order.missing(named.length);
  return [
    ...(requested === identity.count ? [] : [`counts.requested: ${requested}, identity.count is ${identity.count}`]),
    ...(open === missing.count ? [] : [`counts.open: ${open}, the rows leave ${missing.count} indices without a dialogue`]),
    ...(named.join() === missing.first.join()
      ? []
      : [`counts.open_indices begins with ${named[0]}, the rows leave ${missing.first[0]} open`]),
  ];
}

function notesOn({ identity, counts, timings }: DatasetManifest, currentRules: Readonly<Record<string, string>>): string[] {
  if (!identity) return ['this is no folder of a run: its files were verified, its rows were not'];
  const changed = Object.keys(currentRules).filter((name) => identity.resources[name] !== currentRules[name]);
  return [
    ...(timings?.manifest_sha256 === undefined
      ? ['the manifest carries no hash of its own: an edit that no row contradicts goes unnoticed']
      : []),
    ...(changed.length > 0 ? [`rows are held against ${changed.join(', ')} of this checkout; the run was made with another version`] : []),
    ...(counts?.open ? [`${counts.open} of ${identity.count} dialogues could not be made, as the manifest says`] : []),
    'not verified, as no row tells: that a combination is drawn from what its path supports (§3.5), that a number once given is not changed for another one of the case (§3.9)',
  ];
}
