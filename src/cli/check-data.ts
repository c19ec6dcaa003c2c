import { join } from 'node:path';
import { Command } from 'commander';
import { Baselines } from '../analysis/baselines.js';
import { DATA_DIR } from '../config/project.js';
import { EmotionModel } from '../domain/emotion.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { StrategyFramework } from '../domain/strategy.js';
import { TOPIC_IDS } from '../domain/topic.js';
import { loadLlmSettings } from '../engine/llm/llm-settings.js';
import { loadPrompts } from '../engine/llm/prompts.js';
import { loadPhraseBook } from '../engine/offline/phrase-book.js';
import { ExportSettings } from '../export/settings.js';
import { loadPersonaDistribution } from '../personas/load-distribution.js';
import { QualityRules } from '../quality/quality-rules.js';
import { readYaml } from '../resources/read-yaml.js';
import { SamplingSettings } from '../sampling/settings.js';
import { findFaults } from '../topics/check-scenario.js';
import { COVERED, coverageOf, THIN } from '../topics/coverage.js';
import { loadTopics, readCommonRules, scenarioFiles } from '../topics/load-topics.js';
import { readPersonaValues } from '../topics/persona-values.js';
import { ScenarioSource } from '../topics/scenario-file.js';
import { formatTable } from './format-table.js';
import { runCommand } from './run-command.js';

const SETTINGS = [
  ['strategies.yaml', StrategyFramework],
  ['emotions.yaml', EmotionModel],
  ['sampling.yaml', SamplingSettings],
  ['quality.yaml', QualityRules],
  ['baselines.yaml', Baselines],
  ['export/export.yaml', ExportSettings],
] as const;
const THIN_MARK = '*';

const command = new Command('npm run check-data --')
  .description(
    'validate everything under data/: lists all faults, one a line, and what every scenario has to say; exit 2 where there is a fault',
  )
  .argument('[files...]', 'only scenario files whose path ends so: card-lost.yaml');

function checkScenarios(found: Findings, wanted: readonly string[]): void {
  const common = Object.keys(readCommonRules(DATA_DIR));
  const personaValues = readPersonaValues(DATA_DIR);
  for (const topic of TOPIC_IDS) {
    for (const name of scenarioFiles(DATA_DIR, topic)) {
      const shownPath = `data/topics/${topic}/${name}`;
      if (wanted.length > 0 && !wanted.some((ending) => shownPath.endsWith(ending))) continue;
      found.attempt(() => {
        const source = readYaml(join(DATA_DIR, 'topics', topic, name), ScenarioSource, shownPath);
        const faults = findFaults(source, topic, name.replace(/\.yaml$/, ''), common, personaValues);
        found.faults.push(...faults.map((fault) => `${shownPath}: ${fault}`));
        found.coverage.push([`${topic}/${source.id}`, ...coverageCells(source)]);
      });
    }
  }
}

/** A scenario's row of the coverage table: lines for a calm customer / for a heated one. */
function coverageCells(source: ScenarioSource): string[] {
  const covered = coverageOf(source);
  return COVERED.map((code) => {
    const { calm, hot } = covered[code];
    return `${calm}/${hot}${Math.min(calm, hot) < THIN[code] ? THIN_MARK : ''}`;
  });
}

class Findings {
  readonly faults: string[] = [];
  readonly coverage: string[][] = [];

  attempt(check: () => unknown): void {
    try {
      check();
    } catch (error) {
      if (!(error instanceof RolecsError)) throw error;
      this.faults.push(error.message, ...error.details);
    }
  }

  print(): void {
    const thin = this.coverage.filter((row) => row.some((cell) => cell.endsWith(THIN_MARK)));
    const floors = COVERED.map((code) => `${code} ${THIN[code]}`).join(', ');
    const parts = [
      ...(this.coverage.length > 0 ? [formatTable([['scenario', ...COVERED], ...this.coverage])] : []),
      `Authored lines for a calm / for a heated customer. ${THIN_MARK} thin: fewer than ${floors}`,
      ...this.faults,
      `${this.coverage.length} scenarios, ${thin.length} thin somewhere, ${this.faults.length} faults`,
    ];
    process.stdout.write(`${parts.join('\n')}\n`);
  }
}

process.exitCode = await runCommand(command, process.argv.slice(2), async () => {
  const found = new Findings();
  for (const [name, schema] of SETTINGS) found.attempt(() => readYaml<unknown>(join(DATA_DIR, name), schema, `data/${name}`));
  found.attempt(() => loadLlmSettings(DATA_DIR, null));
  found.attempt(() => loadPrompts(DATA_DIR));
  found.attempt(() => loadPhraseBook(DATA_DIR));
  found.attempt(() => loadPersonaDistribution(DATA_DIR));
  found.attempt(() => checkScenarios(found, command.args));
  if (found.faults.length === 0 && command.args.length === 0) found.attempt(() => loadTopics(DATA_DIR));
  found.print();
  return found.faults.length > 0 ? EXIT.usage : EXIT.done;
});
