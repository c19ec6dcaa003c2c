import { basename, join, resolve } from 'node:path';
import { Baselines } from '../analysis/baselines.js';
import { readDialogues } from '../analysis/read-dialogues.js';
import { DATA_DIR, projectVersion } from '../config/project.js';
import { RUN_DEFAULTS } from '../config/run-defaults.js';
import { STRATEGY_CODES, StrategyFramework } from '../domain/strategy.js';
import { createMask } from '../export/mask.js';
import type { SampleOptions, StrategyStyle, TableOptions, View } from '../export/options.js';
import type { ExportRequest } from '../export/run-export.js';
import { ExportSettings } from '../export/settings.js';
import type { CardTexts } from '../hub/card-content.js';
import { loadCardTemplates } from '../hub/load-card-templates.js';
import { readYaml } from '../resources/read-yaml.js';
import type { ExportFlags, SampleFlags } from './export-options.js';
import { finishedDataset } from './finished-dataset.js';
import { badOption } from './option-values.js';

/** Folder of the templates of training files. */
export const TEMPLATES = join(DATA_DIR, 'export');
/** What the words of an export are made of. */
interface ExportResources {
  readonly settings: ExportSettings;
  readonly framework: StrategyFramework;
  readonly card: Pick<CardTexts, 'templates' | 'baselines'>;
}

export function readExportResources(): ExportResources {
  return {
    settings: readYaml(join(TEMPLATES, 'export.yaml'), ExportSettings, 'data/export/export.yaml'),
    framework: readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
    card: {
      templates: loadCardTemplates(DATA_DIR),
      baselines: readYaml(join(DATA_DIR, 'baselines.yaml'), Baselines, 'data/baselines.yaml'),
    },
  };
}

/**
 * What the command line asks for, checked as far as it can be without reading a dialogue.
 * @throws RolecsError `dataset-missing`, `run-unfinished`, `bad-option`
 */
export async function planExport(flags: ExportFlags, resources: ExportResources): Promise<Omit<ExportRequest, 'signal'>> {
  checkTogether(flags);
  const { settings, framework } = resources;
  const options = sampleOptions(flags, resources);
  return {
    ...(await finishedDataset(flags.from)),
    read: readDialogues,
    target: resolve(flags.out),
    force: flags.force === true,
    formats: flags.format,
    shares: flags.split,
    unit: flags.splitBy,
    options: { ...options, ...tableOptions(flags, resources) },
    balanced: flags.balance === undefined ? [] : settings.balance.strategies.map((code) => framework.strategies[code].label),
    templates: TEMPLATES,
    told: {
      from: basename(resolve(flags.from)),
      formats: flags.format.map(({ name }) => name),
      split: flags.split,
      split_by: flags.splitBy,
      view: flags.view,
      strategy: options.strategy,
      system: options.system,
      max_context: options.maxContext,
      balance: flags.balance ?? null,
      mask: maskFlagsOf(flags),
      rows_per_shard: flags.rowsPerShard,
    },
  };
}

/** What the tables of dialogues are made with. */
export function tableOptions(
  { rowsPerShard, title, licence, push }: Pick<ExportFlags, 'rowsPerShard' | 'title' | 'licence' | 'push'>,
  { framework, card }: ExportResources,
): TableOptions {
  const texts = { ...card, title, licence, repository: push ?? 'org/name' };
  return {
    shards: { rowsPerShard, createdBy: `rolecs version ${projectVersion()}` },
    card: { framework, figureSeed: RUN_DEFAULTS.seed, texts },
  };
}

/** How training rows are made, with what the command line leaves open filled in. */
export function sampleOptions(flags: SampleFlags, resources: ExportResources): SampleOptions {
  const { settings, framework } = resources;
  const strategy = flags.strategy ?? (flags.view === 'turn' ? 'json' : 'none');
  const maskFlags = maskFlagsOf(flags);
  return {
    splits: Object.keys(flags.split),
    view: flags.view,
    strategy,
    system: flags.system ?? defaultSystem(flags.view, strategy, resources),
    maxContext: flags.maxContext ?? null,
    mask: createMask(maskFlags, framework),
    masked: maskFlags.length > 0,
    settings,
  };
}

function maskFlagsOf({ mask }: SampleFlags): string[] {
  return mask === undefined ? [] : mask.split(',').map((flag) => flag.trim());
}

/** Refuses options that do not go together. */
function checkTogether({ view, balance, mask, format }: ExportFlags): void {
  if (view === 'turn') return;
  if (balance !== undefined) throw badOption('--balance', balance, 'only rows of single turns can be balanced', 'add --view turn');
  const turnless = format.find(({ loss }) => loss === 'whole-row');
  if (mask !== undefined && turnless) {
    throw badOption(
      '--mask',
      mask,
      `${turnless.name} cannot keep a single turn out of the loss`,
      'add --view turn, or take openai or swift',
    );
  }
}

/** What the view asks of the model, the strategies to choose from, and the form of the answer. */
function defaultSystem(view: View, strategy: StrategyStyle, { settings, framework }: ExportResources): string {
  const labels = STRATEGY_CODES.map((code) => framework.strategies[code].label).join('、');
  const choice = strategy === 'none' ? [] : [`${settings.choose}${labels}。`];
  return [settings.system[view], ...choice, settings.form[strategy]].join('\n');
}
