import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExportFormat } from './format.js';
import type { ExportOptions } from './options.js';
import { datasetEntry } from './trainers/rules-for.js';
import { fillTrainingTemplate, LLAMA_FACTORY_FORMATS, TEMPLATES, type TrainingTemplates } from './training-templates.js';

const TOKEN_STEP = 512;
/** Names under which a split is held out while training; any other is left to the evaluation afterwards. */
const HELD_OUT = ['dev', 'validation', 'valid', 'val', 'eval'];

interface TrainingFacts {
  readonly formats: readonly ExportFormat[];
  readonly options: ExportOptions;
  /** Splits that have rows. */
  readonly filled: ReadonlySet<string>;
  /** At most so many tokens has the longest row. */
  readonly maxTokens: number;
  readonly templates: TrainingTemplates;
}

/** Writes, beside the data, what its trainers need to start: `dataset_info.json` and a LoRA file, the ms-swift command, a TRL script. */
export function writeTrainingFiles(directory: string, facts: TrainingFacts): void {
  const names = new Set(facts.formats.map(({ name }) => name));
  writeLlamaFactory(directory, facts, names);
  if (names.has('swift')) writeSwift(directory, facts);
  if (names.has('trl')) writeTrl(directory, facts);
}

function writeLlamaFactory(directory: string, facts: TrainingFacts, names: ReadonlySet<string>): void {
  const { options, filled } = facts;
  const { training, heldOut } = rolesOf(facts);
  const entries = LLAMA_FACTORY_FORMATS.filter((format) => names.has(format)).flatMap((format) =>
    options.splits.flatMap((split) => {
      const entry = datasetEntry(format, `${format}/${split}.jsonl`, options);
      return entry && filled.has(split) ? [{ format, split, name: `rolecs_${format}_${split}`, entry }] : [];
    }),
  );
  const [first] = entries.filter(({ split }) => split === training);
  if (!first) return;
  const info = Object.fromEntries(entries.map(({ name, entry }) => [name, entry]));
  writeFileSync(join(directory, 'dataset_info.json'), `${JSON.stringify(info, null, 2)}\n`);
  const evaluated = entries.find(({ format, split }) => format === first.format && split === heldOut);
  const evalDataset = evaluated ? `eval_dataset: ${evaluated.name}\neval_strategy: epoch\n` : '';
  writeFilled(directory, 'llama-factory-lora.yaml', facts, TEMPLATES.llamaFactory, { dataset: first.name, evalDataset });
}

function writeSwift(directory: string, facts: TrainingFacts): void {
  const { training, heldOut } = rolesOf(facts);
  const evalDataset = heldOut === undefined ? '' : ` \\\n  --val_dataset swift/${heldOut}.jsonl`;
  writeFilled(directory, 'train-swift.sh', facts, TEMPLATES.swift, { training, evalDataset });
  chmodSync(join(directory, 'train-swift.sh'), 0o755);
}

function writeTrl(directory: string, facts: TrainingFacts): void {
  const { training, heldOut } = rolesOf(facts);
  const files = { train: `trl/${training}.jsonl`, ...(heldOut === undefined ? {} : { eval: `trl/${heldOut}.jsonl` }) };
  const { fp16 } = facts.options.settings.training.article;
  writeFilled(directory, 'train_trl.py', facts, TEMPLATES.trl, { files: JSON.stringify(files), fp16: fp16 ? 'True' : 'False' });
}

function rolesOf({ options, filled }: TrainingFacts): { training: string; heldOut: string | undefined } {
  const [training = '', ...others] = options.splits;
  return { training, heldOut: others.find((split) => HELD_OUT.includes(split) && filled.has(split)) };
}

/** Fills a template with what is given, and with the values that every trainer takes. */
function writeFilled(
  directory: string,
  name: string,
  { templates, maxTokens, options: { settings } }: TrainingFacts,
  template: string,
  given: Readonly<Record<string, string>>,
): void {
  const { article, loraRank, loraAlpha, loraDropout } = settings.training;
  const text = fillTrainingTemplate(templates, template, {
    model: article.model,
    batchSize: article.perDeviceTrainBatchSize,
    accumulation: article.gradientAccumulationSteps,
    epochs: article.numTrainEpochs,
    learningRate: article.learningRate.toExponential().replace(/^(\d)e/, '$1.0e'),
    fp16: article.fp16,
    loraRank,
    loraAlpha,
    loraDropout,
    maxTokens: Math.ceil(maxTokens / TOKEN_STEP) * TOKEN_STEP,
    ...given,
  });
  writeFileSync(join(directory, name), text);
}
