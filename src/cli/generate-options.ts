import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Environment } from '../config/environment.js';
import { RUN_DEFAULTS, RUN_LIMITS } from '../config/run-defaults.js';
import { RolecsError } from '../domain/errors.js';
import { TOPIC_IDS, type TopicId } from '../domain/topic.js';
import type { RunMode } from '../pipeline/plan-run.js';
import type { MarginalOverride, RunConfiguration } from '../pipeline/run-configuration.js';
import { type LlmAccess, type LlmFlags, llmAccessFrom } from './llm-access.js';
import { amountOption, choiceOption, integerOption, judgeOption, setOption, textOption, topicsOption } from './option-values.js';

/** What commander makes of the flags; an absent one is undefined where it has no default. */
interface GenerateFlags extends LlmFlags {
  count: number;
  seed: number;
  out: string;
  engine?: 'offline' | 'llm';
  concurrency?: number;
  topics?: TopicId[];
  personas?: string;
  set: MarginalOverride[];
  gates: 'contract' | 'full';
  maxUtterances: number;
  checkpoints?: 'sqlite' | 'off';
  resume: boolean;
  force: boolean;
}

export function generateCommand(): Command {
  const { count, seed } = RUN_LIMITS;
  const command = new Command('generate')
    .usage('-- [options]')
    .description('Produce a dataset of labelled customer-support dialogues.')
    .option('--count <n>', 'accepted dialogues to deliver, exactly', integerOption('--count', count), RUN_DEFAULTS.count)
    .option('--seed <s>', 'seed of the whole run', integerOption('--seed', seed), RUN_DEFAULTS.seed)
    .option('--out <dir>', 'output folder', textOption('--out'), RUN_DEFAULTS.outputDirectory);
  return withContentOptions(command)
    .option('--dry-run', 'llm engine: print what the run would use and cost; call and write nothing')
    .option('--resume', 'go on with the run in --out', false)
    .option('--force', 'replace the run in --out', false)
    .option('--verbose', 'show stack traces of errors', false)
    .helpOption('--help', 'show this help');
}

/** Options that say what dialogues are made of and by whom: of every command that makes some. */
export function withContentOptions(command: Command): Command {
  const { maxUtterances, concurrency, maxTokens } = RUN_LIMITS;
  return command
    .option('--engine <name>', 'offline (default) or llm', choiceOption('--engine', ['offline', 'llm']))
    .option('--model <name>', 'llm engine: model', textOption('--model'))
    .option('--base-url <url>', 'llm engine: endpoint, OpenAI-compatible', textOption('--base-url'))
    .option('--llm-config <file>', 'llm engine: settings and prices laid over data/llm.yaml', textOption('--llm-config'))
    .option('--judge <which>', 'llm engine: off (default), all, or sample:0.1 of the dialogues', judgeOption)
    .option('--max-cost <amount>', 'llm engine: stop when the run has cost this much', amountOption('--max-cost'))
    .option('--max-tokens <n>', 'llm engine: stop when the run has used so many tokens', integerOption('--max-tokens', maxTokens))
    .option('--keep-reasoning', 'llm engine: write what models thought to reasoning.jsonl')
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
      'llm engine: keep every step of the dialogues in flight (sqlite, default), or not (off)',
      choiceOption('--checkpoints', ['sqlite', 'off']),
    );
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
  /** Estimate instead of working. */
  dryRun: boolean;
  /** Things to tell the user before the work begins. */
  notes: string[];
}

/** Dialogues of the llm engine in flight at once, where nothing else is said. */
const DIALOGUES_IN_FLIGHT = 32;

/** Options that would do nothing without a model; `--model` and `--base-url` only get a note. */
const LLM_ONLY = [
  ['llmConfig', '--llm-config'],
  ['judge', '--judge'],
  ['maxCost', '--max-cost'],
  ['maxTokens', '--max-tokens'],
  ['keepReasoning', '--keep-reasoning'],
  ['dryRun', '--dry-run'],
  ['checkpoints', '--checkpoints'],
] as const satisfies [keyof GenerateFlags, string][];

/** @throws RolecsError `bad-usage`, `llm-config-…` */
export function toRequest(
  options: Record<string, unknown>,
  { environment, version, dataDir }: { environment: Environment; version: string; dataDir: string },
): GenerateRequest {
  const flags = options as unknown as GenerateFlags;
  if (flags.resume && flags.force) {
    throw new RolecsError('bad-usage', '--resume and --force exclude each other', { hint: 'go on with the run, or replace it' });
  }
  const llm = flags.engine === 'llm' ? llmAccessFrom(flags, environment, dataDir) : null;
  const misplaced = llm === null ? LLM_ONLY.find(([key]) => flags[key] !== undefined) : undefined;
  if (misplaced) {
    throw new RolecsError('bad-usage', `${misplaced[1]} belongs to the llm engine; the offline engine calls no model and costs nothing`, {
      hint: 'add --engine llm, or leave it out',
    });
  }
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
      llm: llm?.choices ?? null,
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
    checkpointed: flags.checkpoints !== 'off',
    dryRun: flags.dryRun ?? false,
    notes,
  };
}
