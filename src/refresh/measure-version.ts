import { basename } from 'node:path';
import { DatasetFigures, type Figures } from '../analysis/dataset-figures.js';
import { type MarginalCounts, Marginals } from '../analysis/marginals.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import type { StrategyFramework } from '../domain/strategy.js';
import type { Clause } from '../verification/clauses/clause.js';
import { type FindingGroup, Findings } from '../verification/findings.js';

/** What the new dialogues of a version are like. */
export interface Measures {
  figures: Figures;
  marginals: Record<string, MarginalCounts>;
  /** Dialogues that break a clause of the contract's section 3. */
  complianceFailures: number;
  /** Which clauses those are, with their first dialogues. */
  breaches: FindingGroup[];
}

const BREACHES_KEPT = 3;

export interface MeasureRules {
  framework: StrategyFramework;
  personaFields: readonly string[];
  seed: number;
  /** What a row is held against, whatever the gates of its run wrote into it. */
  clauses: readonly Clause[];
}

/**
 * Streams the dialogues of a run.
 * @param path of its dialogues.jsonl
 * @throws RolecsError `dataset-invalid`
 */
export async function measureVersion(path: string, { framework, personaFields, seed, clauses }: MeasureRules): Promise<Measures> {
  const figures = new DatasetFigures(framework, seed);
  const marginals = new Marginals(personaFields);
  const breaches = new Findings(BREACHES_KEPT);
  let [line, complianceFailures] = [0, 0];
  for await (const row of readDialogues(path)) {
    figures.add(row);
    marginals.add(row);
    const place = { file: basename(path), line: ++line, id: row.id };
    const broken = clauses.map(({ kind, find }) => ({ kind, what: find(row) })).filter(({ what }) => what !== null);
    for (const { kind, what } of broken) breaches.add(kind, place, what as string);
    if (broken.length > 0) complianceFailures++;
  }
  return { figures: figures.figures(), marginals: marginals.counts(), complianceFailures, breaches: breaches.groups() };
}
