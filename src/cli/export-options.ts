import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { DATA_DIR } from '../config/project.js';
import { RolecsError } from '../domain/errors.js';
import { STRATEGY_CODES, StrategyFramework } from '../domain/strategy.js';
import type { ExportFormat } from '../export/format.js';
import { FORMATS } from '../export/formats.js';
import { createMask } from '../export/mask.js';
import type { SampleOptions, StrategyStyle, View } from '../export/options.js';
import type { ExportRequest } from '../export/run-export.js';
import { ExportSettings } from '../export/settings.js';
import type { SplitShares, SplitUnit } from '../export/splits.js';
import { readYaml } from '../resources/read-yaml.js';
import { badOption } from './option-values.js';

/** Folder of the templates of training files. */
export const TEMPLATES = join(DATA_DIR, 'export');

/** What commander hands over about the rows. */
interface SampleFlags {
  split: SplitShares;
  view: View;
  strategy?: StrategyStyle;
  system?: string;
  maxContext?: number;
  mask?: string;
}

/** All that commander hands over. */
export interface ExportFlags extends SampleFlags {
  from: string;
  format: ExportFormat[];
  out: string;
  force?: true;
  splitBy: SplitUnit;
  balance?: 'strategy';
}

/** `openai,csv` → formats in canonical order, each once. */
export function formatsOption(text: string): ExportFormat[] {
  const wanted = text.split(',').map((part) => part.trim());
  const unknown = wanted.find((name) => !FORMATS.some((format) => format.name === name));
  const known = FORMATS.map(({ name }) => name).join(', ');
  if (unknown !== undefined) throw badOption('--format', text, `there is no format "${unknown}"`, `known: ${known}`);
  return FORMATS.filter(({ name }) => wanted.includes(name));
}

/** `train=0.9,dev=0.05,test=0.05` → shares by name, in this order. */
export function splitOption(text: string): SplitShares {
  const shares: Record<string, number> = {};
  for (const part of text.split(',')) {
    const [, name, share] = /^\s*([a-z][a-z0-9_-]*)=(\d*\.?\d+)\s*$/.exec(part) ?? [];
    if (name === undefined || !(Number(share) > 0)) throw badSplit(text, `"${part}" is not name=share with a share above 0`);
    if (name in shares) throw badSplit(text, `${name} stands there twice`);
    shares[name] = Number(share);
  }
  const sum = Object.values(shares).reduce((left, right) => left + right, 0);
  if (Math.abs(sum - 1) > 1e-6) throw badSplit(text, `the shares sum to ${Number(sum.toFixed(6))}, not to 1`);
  return shares;
}

/** What the words of an export are made of. */
interface ExportResources {
  readonly settings: ExportSettings;
  readonly framework: StrategyFramework;
}

export function readExportResources(): ExportResources {
  return {
    settings: readYaml(join(TEMPLATES, 'export.yaml'), ExportSettings, 'data/export/export.yaml'),
    framework: readYaml(join(DATA_DIR, 'strategies.yaml'), StrategyFramework, 'data/strategies.yaml'),
  };
}

/**
 * What the command line asks for, checked as far as it can be without reading a dialogue.
 * @throws RolecsError `dataset-missing`, `bad-option`
 */
export function planExport(flags: ExportFlags, resources: ExportResources): Omit<ExportRequest, 'read' | 'signal'> {
  const source = join(flags.from, 'dialogues.jsonl');
  if (!existsSync(source)) {
    throw new RolecsError('dataset-missing', `${source}: there is no such file`, { hint: 'name the folder that `npm run generate` wrote' });
  }
  checkTogether(flags);
  const { settings, framework } = resources;
  const options = sampleOptions(flags, resources);
  return {
    source,
    target: resolve(flags.out),
    force: flags.force === true,
    formats: flags.format,
    shares: flags.split,
    unit: flags.splitBy,
    options,
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
    },
  };
}

/** How training rows are made, with what the command line leaves open filled in. */
export function sampleOptions(flags: SampleFlags, { settings, framework }: ExportResources): SampleOptions {
  const strategy = flags.strategy ?? (flags.view === 'turn' ? 'json' : 'none');
  const maskFlags = maskFlagsOf(flags);
  return {
    splits: Object.keys(flags.split),
    view: flags.view,
    strategy,
    system: flags.system ?? defaultSystem(flags.view, strategy, { settings, framework }),
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

function badSplit(text: string, problem: string): RolecsError {
  return badOption('--split', text, problem, 'as in --split train=0.9,dev=0.05,test=0.05');
}
