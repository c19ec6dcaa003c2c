import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Environment } from '../config/environment.js';
import { RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, type TopicId } from '../domain/topic.js';
import type { RunMode } from '../pipeline/plan-run.js';
import type { MarginalOverride, RunConfiguration } from '../pipeline/run-configuration.js';
import { choiceOption, integerOption, setOption, textOption, topicsOption } from './option-values.js';

/** What commander makes of the flags; an absent one is undefined where it has no default. */
interface GenerateFlags {
  count: number;
  seed: number;
  out: string;
  engine?: 'offline' | 'llm';
  model?: string;
  baseUrl?: string;
  concurrency?: number;
  topics?: TopicId[];
  personas?: string;
  set: MarginalOverride[];
  gates: 'contract' | 'full';
  maxUtterances: number;
  resume: boolean;
  force: boolean;
}

export function generateCommand(): Command {
  const { count, seed, maxUtterances, concurrency } = RUN_LIMITS;
  return new Command('generate')
    .usage('-- [options]')
    .description('Produce a dataset of labelled customer-support dialogues.')
    .option('--count <n>', 'accepted dialogues to deliver, exactly', integerOption('--count', count), RUN_DEFAULTS.count)
    .option('--seed <s>', 'seed of the whole run', integerOption('--seed', seed), RUN_DEFAULTS.seed)
    .option('--out <dir>', 'output folder', textOption('--out'), RUN_DEFAULTS.outputDirectory)
    .option('--engine <name>', 'offline (default) or llm', choiceOption('--engine', ['offline', 'llm']))
    .option('--model <name>', 'llm engine: model', textOption('--model'))
    .option('--base-url <url>', 'llm engine: endpoint, OpenAI-compatible', textOption('--base-url'))
    .option('--concurrency <n>', 'worker threads (default: one per core)', integerOption('--concurrency', concurrency))
    .option('--topics <ids>', 'restrict to these topics, separated by commas (default: all eight)', topicsOption)
    .option('--personas <file>', 'persona distribution laid over the built-in one', textOption('--personas'))
    .option('--set <field.value=share>', 'share of one value, as in age_band.60plus=0.4; may be repeated', setOption, [])
    .option('--gates <mode>', 'contract or full', choiceOption('--gates', ['contract', 'full']), RUN_DEFAULTS.gates)
    .option('--max-utterances <n>', 'cap of a dialogue', integerOption('--max-utterances', maxUtterances), RUN_DEFAULTS.maxUtterances)
    .option('--resume', 'go on with the run in --out', false)
    .option('--force', 'replace the run in --out', false)
    .option('--verbose', 'show stack traces of errors', false)
    .helpOption('--help', 'show this help');
}

export interface GenerateRequest {
  configuration: RunConfiguration;
  directory: string;
  mode: RunMode;
  concurrency: number;
  /** Things to tell the user before the work begins. */
  notes: string[];
}

/** @throws RolecsError `bad-usage`, `engine-missing` */
export function toRequest(
  options: Record<string, unknown>,
  { environment, version, dataDir }: { environment: Environment; version: string; dataDir: string },
): GenerateRequest {
  const flags = options as unknown as GenerateFlags;
  if (flags.resume && flags.force) {
    throw new RolecsError('bad-usage', '--resume and --force exclude each other', { hint: 'go on with the run, or replace it' });
  }
  if (flags.engine === 'llm') {
    throw new RolecsError('engine-missing', '--engine llm is not built yet: this version has the offline engine only', {
      hint: 'leave --engine away; the offline engine needs no key and no network',
    });
  }
  const notes: string[] = [];
  if (flags.engine === undefined && Object.values(environment.openai).some((value) => value !== null)) {
    notes.push('note: OPENAI_* is set, but the offline engine is at work; --engine llm is the one that uses it');
  }
  if (flags.model !== undefined || flags.baseUrl !== undefined) notes.push('note: the offline engine ignores --model and --base-url');
  return {
    configuration: {
      seed: flags.seed,
      count: flags.count,
      engine: 'offline',
      model: null,
      baseUrl: null,
      topics: flags.topics ?? TOPIC_IDS,
      personas: { file: flags.personas === undefined ? null : resolve(flags.personas), sets: flags.set },
      gates: flags.gates,
      maxUtterances: flags.maxUtterances,
      dataDir,
      version,
    },
    directory: resolve(flags.out),
    mode: flags.resume ? 'resume' : flags.force ? 'replace' : 'new',
    concurrency: flags.concurrency ?? Math.min(availableParallelism(), RUN_LIMITS.concurrency.max),
    notes,
  };
}
