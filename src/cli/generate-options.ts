import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Environment } from '../config/environment.js';
import { RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, type TopicId } from '../domain/topic.js';
import type { RunMode } from '../pipeline/plan-run.js';
import type { MarginalOverride, RunConfiguration } from '../pipeline/run-configuration.js';
import type { LlmAccess } from './open-llm.js';
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
  checkpoints: 'sqlite' | 'off';
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
    .option(
      '--concurrency <n>',
      'worker threads (default: one per core); llm engine: dialogues in flight (default: 32)',
      integerOption('--concurrency', concurrency),
    )
    .option('--topics <ids>', 'restrict to these topics, separated by commas (default: all eight)', topicsOption)
    .option('--personas <file>', 'persona distribution laid over the built-in one', textOption('--personas'))
    .option('--set <field.value=share>', 'share of one value, as in age_band.60plus=0.4; may be repeated', setOption, [])
    .option('--gates <mode>', 'contract or full', choiceOption('--gates', ['contract', 'full']), RUN_DEFAULTS.gates)
    .option('--max-utterances <n>', 'cap of a dialogue', integerOption('--max-utterances', maxUtterances), RUN_DEFAULTS.maxUtterances)
    .option(
      '--checkpoints <kind>',
      'llm engine: keep every step of the dialogues in flight (sqlite), or not (off)',
      choiceOption('--checkpoints', ['sqlite', 'off']),
      'sqlite',
    )
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
  /** Null with the offline engine. */
  llm: LlmAccess | null;
  /** The llm engine keeps every step of the dialogues in flight. */
  checkpointed: boolean;
  /** Things to tell the user before the work begins. */
  notes: string[];
}

/** Dialogues of the llm engine in flight at once, where nothing else is said. */
const DIALOGUES_IN_FLIGHT = 32;

/** @throws RolecsError `bad-usage` when a model or a key is missing */
function accessFrom({ model, baseUrl }: GenerateFlags, { openai }: Environment): LlmAccess {
  const named = model ?? openai.model;
  if (named === null) throw new RolecsError('bad-usage', '--engine llm needs a model', { hint: 'give --model, or set OPENAI_MODEL' });
  const url = baseUrl ?? openai.baseUrl;
  if (url !== null && !URL.canParse(url)) {
    throw new RolecsError('bad-usage', `--base-url "${url}": this is no URL`, { hint: 'as in http://localhost:8000/v1' });
  }
  if (url === null && openai.apiKey === null) {
    throw new RolecsError('bad-usage', '--engine llm without --base-url calls OpenAI, and there is no key', {
      hint: 'set OPENAI_API_KEY, or give --base-url of a server of your own',
    });
  }
  return { model: named, baseUrl: url, apiKey: openai.apiKey };
}

/** @throws RolecsError `bad-usage` */
export function toRequest(
  options: Record<string, unknown>,
  { environment, version, dataDir }: { environment: Environment; version: string; dataDir: string },
): GenerateRequest {
  const flags = options as unknown as GenerateFlags;
  if (flags.resume && flags.force) {
    throw new RolecsError('bad-usage', '--resume and --force exclude each other', { hint: 'go on with the run, or replace it' });
  }
  const llm = flags.engine === 'llm' ? accessFrom(flags, environment) : null;
  const notes: string[] = [];
  if (flags.engine === undefined && Object.values(environment.openai).some((value) => value !== null)) {
    notes.push('note: OPENAI_* is set, but the offline engine is at work; --engine llm is the one that uses it');
  }
  if (llm === null && (flags.model !== undefined || flags.baseUrl !== undefined))
    notes.push('note: the offline engine ignores --model and --base-url');
  return {
    configuration: {
      seed: flags.seed,
      count: flags.count,
      engine: llm === null ? 'offline' : 'llm',
      model: llm?.model ?? null,
      baseUrl: llm?.baseUrl ?? null,
      topics: flags.topics ?? TOPIC_IDS,
      personas: { file: flags.personas === undefined ? null : resolve(flags.personas), sets: flags.set },
      gates: flags.gates,
      maxUtterances: flags.maxUtterances,
      dataDir,
      version,
    },
    directory: resolve(flags.out),
    mode: flags.resume ? 'resume' : flags.force ? 'replace' : 'new',
    concurrency: flags.concurrency ?? (llm === null ? Math.min(availableParallelism(), RUN_LIMITS.concurrency.max) : DIALOGUES_IN_FLIGHT),
    llm,
    checkpointed: flags.checkpoints === 'sqlite',
    notes,
  };
}
