import { join } from 'node:path';
import { z } from 'zod';
import { StrategyFramework } from '../domain/strategy.js';
import type { PersonaOverlay } from '../personas/load-distribution.js';
import type { Manifest } from '../pipeline/manifest.js';
import { runPathsIn } from '../pipeline/run-paths.js';
import { QualityRules } from '../quality/quality-rules.js';
import { readYaml } from '../resources/read-yaml.js';
import { allClauses } from '../verification/clauses/all-clauses.js';
import type { EarlierReport } from './earlier-report.js';
import { describeMiss, judgeVersion, marginalDrifts } from './gates.js';
import { marginalTargets } from './marginal-targets.js';
import { measureVersion } from './measure-version.js';
import type { RefreshSettings } from './refresh-settings.js';
import type { Version, VersionFacts, VersionPlan } from './version.js';
import type { VersionReport } from './version-report.js';

/** What the manifest of a finished run says that the gates ask for. */
const RunFigures = z.looseObject({
  counts: z.looseObject({ accepted: z.int(), rejected: z.int(), open: z.int() }),
  topics: z.record(z.string(), z.looseObject({ requested: z.number().nullable() })),
});

export interface JudgeContext {
  dataDir: string;
  personas: PersonaOverlay;
  settings: RefreshSettings;
}

interface RunToJudge {
  plan: VersionPlan;
  /** Folder of the run. */
  directory: string;
  manifest: Manifest;
  /** Report of the previous version. */
  previous: EarlierReport | null;
  takenOver: Version | null;
  deduplicatedAgainst: VersionFacts['deduplicated_against'];
}

/** Measures the new dialogues of a version and holds them against every gate. */
export async function judgeRun(
  { plan, directory, manifest, previous, takenOver, deduplicatedAgainst }: RunToJudge,
  { dataDir, personas, settings }: JudgeContext,
): Promise<VersionReport> {
  const framework = readYaml(join(dataDir, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml');
  const { counts, topics } = RunFigures.parse(manifest);
  const requested = Object.fromEntries(Object.entries(topics).map(([topic, { requested: times }]) => [topic, times ?? 0]));
  const { seed, count } = plan;
  const targets = marginalTargets({ dataDir, personas, count, seed, framework, topics: requested });
  const clauses = allClauses(framework, readYaml(join(dataDir, 'quality.yaml'), QualityRules, 'data/quality.yaml'));
  const measureRules = { framework, personaFields: targets.personaFields, seed, clauses };
  const measures = await measureVersion(runPathsIn(directory).dialogues, measureRules);
  const input = { counts, measures, targets: targets.shares, previous, framework };
  const drifts = marginalDrifts(input, settings);
  const gates = judgeVersion(input, drifts, settings);
  const missed = gates.filter(({ passed }) => !passed).map(describeMiss);
  const version: VersionFacts = {
    ...plan,
    status: missed.length === 0 ? 'accepted' : 'refused',
    missed,
    taken_over: takenOver?.dialogues ?? 0,
    parts: [...(takenOver?.parts ?? []), { version: plan.name, seed, count, lines: counts.accepted }],
    deduplicated_against: deduplicatedAgainst,
  };
  return { format: 1, version, gates, drifts, ...measures };
}
