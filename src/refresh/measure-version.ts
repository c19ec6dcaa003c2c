import { DatasetFigures, type Figures } from '../analysis/dataset-figures.js';
import { type MarginalCounts, Marginals } from '../analysis/marginals.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import type { StrategyFramework } from '../domain/strategy.js';

/** What the new dialogues of a version are like. */
export interface Measures {
  figures: Figures;
  marginals: Record<string, MarginalCounts>;
  /** Dialogues with a check that failed. */
  complianceFailures: number;
}

/**
 * Streams the dialogues of a run.
 * @param path of its dialogues.jsonl
 * @throws RolecsError `dataset-invalid`
 */
export async function measureVersion(
  path: string,
  { framework, personaFields, seed }: { framework: StrategyFramework; personaFields: readonly string[]; seed: number },
): Promise<Measures> {
  const figures = new DatasetFigures(framework, seed);
  const marginals = new Marginals(personaFields);
  let complianceFailures = 0;
  for await (const row of readDialogues(path)) {
    figures.add(row);
    marginals.add(row);
    if (Object.values(row.quality.gates).includes('fail')) complianceFailures++;
  }
  return { figures: figures.figures(), marginals: marginals.counts(), complianceFailures };
}
