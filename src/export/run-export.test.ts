import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { DATA_DIR } from '../config/project.js';
import { type DialogueRecord, SPEAKERS } from '../domain/dialogue.js';
import { RolecsError } from '../domain/errors.js';
import { exportOptions, exportRecords, exportSettings } from '../testing/an-export.js';
import { framework } from '../testing/build-record.js';
import { readParquet } from '../testing/read-parquet.js';
import { FORMATS } from './formats.js';
import { createMask } from './mask.js';
import type { SampleOptions } from './options.js';
import { type ExportRequest, runExport } from './run-export.js';
import { createSplitter, type SplitShares } from './splits.js';

const RECORDS = exportRecords(120);
const SHARES: SplitShares = { train: 0.8, dev: 0.1, test: 0.1 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecs-export-'));
  writeFileSync(join(folder, 'dialogues.jsonl'), RECORDS.map((record) => `${JSON.stringify(record)}\n`).join(''));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function request(options: Partial<SampleOptions> = {}, overrides: Partial<ExportRequest> = {}): ExportRequest {
  return {
    source: join(folder, 'dialogues.jsonl'),
    expectedSha256: null,
    read: streaming(RECORDS),
    target: join(folder, 'export'),
    force: false,
    formats: FORMATS,
    shares: SHARES,
    unit: 'dialogue',
    options: exportOptions({ splits: Object.keys(SHARES), ...options }),
    balanced: [],
    templates: join(DATA_DIR, 'export'),
    told: {},
    signal: new AbortController().signal,
    ...overrides,
  };
}

function streaming(records: readonly DialogueRecord[]): ExportRequest['read'] {
  return async function* () {
    yield* records;
  };
}

const read = (path: string) => readFileSync(join(folder, 'export', path), 'utf8');
const readLines = (path: string) =>
  read(path)
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
const inSplit = (rowsOf: (split: string) => unknown[]) => Object.keys(SHARES).flatMap(rowsOf);
const supporterTexts = ({ dialogue }: DialogueRecord) =>
  dialogue.filter(({ speaker }) => speaker === SPEAKERS.supporter).map(({ text }) => text);
/** All utterances that can be context or be learned: those up to the last one of the supporter. */
const trainedTexts = ({ dialogue }: DialogueRecord) =>
  dialogue.slice(0, dialogue.findLastIndex(({ speaker }) => speaker === SPEAKERS.supporter) + 1).map(({ text }) => text);
const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

describe('read back by a plain parser, an export equals its source', () => {
  it('dianjin, as a JSON list and as JSONL', async () => {
    await runExport(request());
    const expected = RECORDS.map(({ dialogue, source }) => ({
      dialogue: dialogue.map(({ speaker, strategy, text }) => ({ speaker, strategy, text })),
      source,
    }));
    expect(sorted(inSplit((split) => JSON.parse(read(`dianjin/${split}.json`))))).toEqual(sorted(expected));
    expect(sorted(inSplit((split) => readLines(`dianjin/${split}.jsonl`)))).toEqual(sorted(expected));
  });

  it.each([
    ['parquet', 'parquet'],
    ['huggingface', 'huggingface/data'],
  ])('%s, by DuckDB, row for row in the order of the file', async (name, place) => {
    const formats = FORMATS.filter((format) => format.name === name);
    const { files, splits } = await runExport(request({}, { formats }));
    const splitOf = createSplitter(SHARES, 'dialogue');
    const placed = RECORDS.map((record) => ({ record, split: splitOf(record) }));
    for (const split of Object.keys(SHARES)) {
      const shards = Object.keys(files).filter((path) => path.startsWith(`${place}/${split}-`));
      const rows: string[] = [];
      for await (const row of readParquet(shards.map((path) => join(folder, 'export', path)))) rows.push(JSON.stringify(row));
      expect(rows).toEqual(placed.filter((one) => one.split === split).map(({ record }) => JSON.stringify(record)));
      expect(shards.reduce((sum, path) => sum + (files[path]?.rows ?? 0), 0)).toBe(splits[split]);
    }
    expect(Object.keys(files).filter((path) => path.includes('train-'))).toHaveLength(2);
  });

  it('csv', async () => {
    await runExport(request());
    const rows = inSplit((split) => parse(read(`csv/${split}.csv`), { columns: true })) as Record<string, string>[];
    const expected = RECORDS.flatMap(({ id, topic, dialogue }) =>
      dialogue.map(({ speaker, strategy, text }, position) => ({ id, position: String(position), topic, speaker, strategy, text })),
    );
    expect(
      sorted(
        rows.map(({ dialogue_id, position, topic, speaker, strategy, text }) => ({
          id: dialogue_id,
          position,
          topic,
          speaker,
          strategy,
          text,
        })),
      ),
    ).toEqual(sorted(expected));
  });

  it.each([
    ['openai', (row: { messages: { content: string }[] }) => row.messages.slice(1).map(({ content }) => content)],
    ['swift', (row: { messages: { content: string }[] }) => row.messages.slice(1).map(({ content }) => content)],
    ['sharegpt', (row: { conversations: { value: string }[] }) => row.conversations.map(({ value }) => value)],
    [
      'trl',
      ({ prompt, completion }: Record<'prompt' | 'completion', { content: string }[]>) =>
        [...prompt.slice(1), ...completion].map(({ content }) => content),
    ],
    ['alpaca', (row: { history: string[][]; instruction: string; output: string }) => [...row.history.flat(), row.instruction, row.output]],
  ])('%s', async (name, textsOf) => {
    await runExport(request());
    const rows = inSplit((split) => readLines(`${name}/${split}.jsonl`).map((row) => textsOf(row).slice(1)));
    expect(sorted(rows)).toEqual(sorted(RECORDS.map(trainedTexts)));
  });

  it('a row for each turn holds its strategy and text', async () => {
    await runExport(request({ view: 'turn', strategy: 'json' }));
    const rows = inSplit((split) => readLines(`openai/${split}.jsonl`)) as { messages: { content: string }[] }[];
    expect(rows.map(({ messages }) => JSON.parse(messages.at(-1)?.content ?? '').response).sort()).toEqual(
      RECORDS.flatMap(supporterTexts).sort(),
    );
  });
});

describe('every trainer keeps every row', () => {
  const views: [string, Partial<SampleOptions>][] = [
    ['whole dialogues', {}],
    ['whole dialogues, labelled, short context', { strategy: 'inline', maxContext: 4 }],
    ['whole dialogues without a system message', { strategy: 'json', system: '' }],
    ['turns', { view: 'turn', strategy: 'json' }],
    ['turns with a mask', { view: 'turn', masked: true, mask: createMask(['overridden'], framework) }],
  ];
  it.each(views)('%s', async (_name, options) => {
    const { trainers, files } = await runExport(request(options));
    expect(Object.keys(trainers).length).toBe(21);
    for (const [name, { rows, kept, learned }] of Object.entries(trainers)) {
      expect({ name, kept, rows: files[name.split(' ')[1] ?? '']?.rows }).toEqual({ name, kept: rows, rows });
      expect(learned).toBeGreaterThanOrEqual(rows);
    }
  });
});

it('the manifest says the rows and the sha256 of every file, and the same request gives the same bytes', async () => {
  const { files, splits, source } = await runExport(request());
  for (const [path, { sha256, bytes }] of Object.entries(files)) {
    const content = readFileSync(join(folder, 'export', path));
    expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256]);
  }
  expect(splits).toEqual({ train: 96, dev: 12, test: 12 });
  expect(source.dialogues).toBe(RECORDS.length);
  const first = read('manifest.json');
  await runExport(request({}, { force: true }));
  expect(read('manifest.json')).toBe(first);
});

it('balance raises a rare strategy to its share, in the training split only, and repeats no row more often than stated', async () => {
  const { share, maxCopies } = exportSettings.balance;
  const label = framework.strategies.FR.label;
  // Without its feedback request and the answer, nine times of ten.
  const records = RECORDS.map((record, place) => (place % 10 === 0 ? record : { ...record, dialogue: record.dialogue.toSpliced(10, 2) }));
  const options: Partial<SampleOptions> = { view: 'turn', strategy: 'json' };
  const plain = await runExport(request(options, { read: streaming(records) }));
  const { files } = await runExport(request(options, { read: streaming(records), balanced: [label], force: true }));
  const rows = readLines('openai/train.jsonl').map((row) => JSON.stringify(row));
  const feedback = rows.filter((row) => row.includes(`{\\"strategy\\":\\"${label}`));
  const copies = feedback.map((row) => feedback.filter((other) => other === row).length);
  expect(Math.max(...copies)).toBe(maxCopies);
  expect(feedback.length / rows.length).toBeLessThanOrEqual(share);
  expect(feedback.length).toBe(new Set(feedback).size * maxCopies);
  expect(files['openai/test.jsonl']).toEqual(plain.files['openai/test.jsonl']);
});

it('a mask marks turns where a format can say so, and only trainers that heed it are told of the file', async () => {
  const records = RECORDS.map((record) => ({
    ...record,
    dialogue: record.dialogue.map((line, place) =>
      place === 4 && line.speaker === SPEAKERS.supporter ? { ...line, advised_strategy: 'PS' as const } : line,
    ),
  }));
  const formats = FORMATS.filter(({ loss }) => loss === 'per-turn');
  const options = { masked: true, mask: createMask(['overridden'], framework) };
  const { trainers } = await runExport(request(options, { formats, read: streaming(records) }));
  const [first] = readLines('swift/train.jsonl') as { messages: { role: string; loss?: boolean }[] }[];
  expect(first?.messages.flatMap(({ role, loss }) => (role === 'assistant' ? [loss] : [])).slice(0, 4)).toEqual([true, true, false, true]);
  const [weighted] = readLines('openai/train.jsonl') as { messages: { role: string; weight?: number }[] }[];
  expect(weighted?.messages.flatMap(({ role, weight }) => (role === 'assistant' ? [weight] : [])).slice(0, 4)).toEqual([1, 1, 0, 1]);
  expect(Object.keys(trainers).filter((name) => name.includes('openai'))).toEqual([]);
  expect(existsSync(join(folder, 'export', 'dataset_info.json'))).toBe(false);
});

it('the card of a Hub folder names the splits, with no persona in two of them, and the files of each', async () => {
  const formats = FORMATS.filter(({ name }) => name === 'huggingface');
  const { splits } = await runExport(request({}, { formats, unit: 'persona' }));
  const { configs, dataset_info: info } = parseYaml(/^---\n([\s\S]*?)\n---\n/.exec(read('huggingface/README.md'))?.[1] ?? '');
  expect(configs[0].data_files).toEqual(Object.keys(SHARES).map((split) => ({ split, path: `data/${split}-*` })));
  expect(info.splits).toEqual(Object.entries(splits).map(([name, count]) => ({ name, num_examples: count })));
  const shards = readdirSync(join(folder, 'export', 'huggingface', 'data'));
  const personas: Record<string, Set<string>> = {};
  for (const split of Object.keys(SHARES)) {
    const paths = shards.filter((name) => name.startsWith(`${split}-`)).map((name) => join(folder, 'export', 'huggingface', 'data', name));
    personas[split] = new Set();
    for await (const { persona } of readParquet(paths)) personas[split].add(persona.id);
  }
  const all = Object.values(personas).flatMap((ids) => [...ids]);
  expect(new Set(all).size).toBe(all.length);
});

it('the files for trainers name the data that lies there, and the values of the article', async () => {
  const { trainers } = await runExport(request());
  const recipe = parseYaml(read('llama-factory-lora.yaml'));
  const info = JSON.parse(read('dataset_info.json'));
  const { article } = exportSettings.training;
  expect(recipe).toMatchObject({
    model_name_or_path: article.model,
    learning_rate: article.learningRate,
    num_train_epochs: article.numTrainEpochs,
    per_device_train_batch_size: article.perDeviceTrainBatchSize,
    gradient_accumulation_steps: article.gradientAccumulationSteps,
    fp16: article.fp16,
  });
  expect(recipe.cutoff_len).toBeGreaterThanOrEqual(Math.max(...Object.values(trainers).map(({ maxTokens }) => maxTokens)));
  expect([info[recipe.dataset].file_name, info[recipe.eval_dataset].file_name]).toEqual(['sharegpt/train.jsonl', 'sharegpt/dev.jsonl']);
  const files = readdirSync(join(folder, 'export'), { recursive: true, encoding: 'utf8' });
  expect((Object.values(info) as { file_name: string }[]).filter(({ file_name }) => !files.includes(file_name))).toEqual([]);
  for (const name of ['train-swift.sh', 'train_trl.py', 'llama-factory-lora.yaml']) expect(read(name)).not.toMatch(/\{\{|\}\}/);
});

describe('nothing is lost or half made', () => {
  it('a template that is missing is told before a dialogue is read', async () => {
    const templates = join(folder, 'templates');
    cpSync(join(DATA_DIR, 'export'), templates, { recursive: true });
    rmSync(join(templates, 'train-trl.template'));
    const unread: ExportRequest['read'] = () => {
      throw new Error('the dataset was read');
    };
    await expect(runExport(request({}, { templates, read: unread }))).rejects.toMatchObject({ code: 'resource-unreadable', exitStatus: 2 });
    expect(readdirSync(folder).sort()).toEqual(['dialogues.jsonl', 'templates']);
    const others = FORMATS.filter(({ name }) => name !== 'trl');
    expect((await runExport(request({}, { templates, formats: others }))).splits.train).toBe(96);
  });

  it('a dataset that is not as its run left it gives no export', async () => {
    await expect(runExport(request({}, { expectedSha256: 'f'.repeat(64) }))).rejects.toMatchObject({
      code: 'dataset-changed',
      exitStatus: 2,
    });
    expect(readdirSync(folder)).toEqual(['dialogues.jsonl']);
  });

  it('a dataset without a dialogue gives no export', async () => {
    await expect(runExport(request({}, { read: streaming([]) }))).rejects.toMatchObject({ code: 'dataset-empty', exitStatus: 2 });
    expect(readdirSync(folder)).toEqual(['dialogues.jsonl']);
  });

  it('an earlier export stays unless force says otherwise, and a folder of something else always', async () => {
    await runExport(request());
    const before = read('manifest.json');
    await expect(runExport(request({ strategy: 'json' }))).rejects.toMatchObject({ code: 'output-exists', exitStatus: 2 });
    expect(read('manifest.json')).toBe(before);
    const foreign = join(folder, 'foreign');
    mkdirSync(foreign);
    writeFileSync(join(foreign, 'manifest.json'), '{"format":1}');
    await expect(runExport(request({}, { target: foreign, force: true }))).rejects.toMatchObject({ code: 'output-exists' });
    expect(readdirSync(foreign)).toEqual(['manifest.json']);
    await expect(runExport(request({}, { target: join(folder, 'dialogues.jsonl'), force: true }))).rejects.toMatchObject({
      code: 'output-unusable',
    });
  });

  it.each([
    ['a broken row', new RolecsError('dataset-invalid', 'line 101 is no JSON'), 'dataset-invalid'],
    ['a full disk', Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }), 'output-failed'],
  ])('after %s nothing new lies there', async (_name, failure, code) => {
    const failing = async function* () {
      yield* RECORDS.slice(0, 100);
      throw failure;
    };
    await expect(runExport(request({}, { read: failing }))).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual(['dialogues.jsonl']);
  });
});
