import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { judgementOf } from '../domain/judgement.js';
import { buildRecord } from '../testing/build-record.js';
import { fillHubFolder, hubFolderOptions } from '../testing/hub-folder-of.js';
import { describeParquet, readParquet } from '../testing/read-parquet.js';
import { openHubFolder } from './hub-folder.js';

const DIALOGUES = 21;
const root = mkdtempSync(join(tmpdir(), 'rolecs-hub-'));
const folder = mkdtempSync(join(root, 'a-'));

beforeAll(() => fillHubFolder(folder, DIALOGUES));
afterAll(() => rmSync(root, { recursive: true }));

const filesIn = (directory: string) =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('.'))
    .sort();

describe('a folder for the Hub', () => {
  it('holds every dialogue once, in order, in the shards of its split', async () => {
    expect(filesIn(folder)).toEqual([
      'README.md',
      'data/test-00000-of-00001.parquet',
      ...[0, 1, 2, 3, 4].map((shard) => `data/train-0000${shard}-of-00005.parquet`),
    ]);
    const indices = async (split: string) => {
      const found: number[] = [];
      const shards = filesIn(folder).filter((name) => name.startsWith(`data/${split}-`));
      for await (const { index } of readParquet(shards.map((name) => join(folder, name)))) found.push(index);
      return found;
    };
    const all = Array.from({ length: DIALOGUES }, (_, index) => index);
    expect(await indices('train')).toEqual(all.filter((index) => index % 5 !== 4));
    expect(await indices('test')).toEqual(all.filter((index) => index % 5 === 4));
  });

  it('is the same, byte for byte, of the same dialogues', async () => {
    const again = mkdtempSync(join(root, 'b-'));
    await fillHubFolder(again, DIALOGUES);
    expect(filesIn(again)).toEqual(filesIn(folder));
    for (const name of filesIn(folder)) expect(readFileSync(join(again, name)).equals(readFileSync(join(folder, name))), name).toBe(true);
  });
});

describe('its card', () => {
  const card = () => readFileSync(join(folder, 'README.md'), 'utf8');
  const frontMatter = () => parse(/^---\n([\s\S]*?)\n---\n/.exec(card())?.[1] ?? '');

  it('tells the Hub language, licence, size, tasks, and the files of each split', () => {
    const { dataset_info: info, ...others } = frontMatter();
    expect(others).toMatchObject({
      language: ['zh'],
      license: 'mit',
      pretty_name: 'A title',
      size_categories: ['n<1K'],
      task_categories: ['text-generation', 'text-classification'],
      configs: [
        {
          config_name: 'default',
          data_files: [
            { split: 'train', path: 'data/train-*' },
            { split: 'test', path: 'data/test-*' },
          ],
        },
      ],
    });
    expect(info).toMatchObject({
      config_name: 'default',
      splits: [
        { name: 'train', num_examples: 17 },
        { name: 'test', num_examples: 4 },
      ],
    });
  });

  it('names the features that DuckDB finds in the files', async () => {
    const found = await describeParquet(join(folder, 'data/test-00000-of-00001.parquet'));
    const { features } = frontMatter().dataset_info as { features: CardFeature[] };
    expect(Object.fromEntries(features.map((feature) => [feature.name, duckdbType(feature)]))).toEqual(
      Object.fromEntries(Object.entries(found).map(([name, type]) => [name, type.replaceAll('"', '')])),
    );
  });

  it('says what the dataset is, with the figures of `npm run stats`, and leaves no place unfilled', () => {
    const body = card();
    expect(body).toContain('No line was spoken or written by a real customer');
    expect(body).toContain('The offline engine wrote it');
    expect(body).toContain('| 账户和交易管理 | 21 |');
    expect(body).toContain('| utterances a dialogue | 14.0 | 25.5 to 28.5 | 27 (CSConv, published) | missed |');
    expect(body).not.toMatch(/\{\{|undefined|NaN/);
  });

  it('names the models of a dataset of the llm engine, its judge, and what failed a check', async () => {
    const other = mkdtempSync(join(root, 'c-'));
    const writer = openHubFolder(other, hubFolderOptions);
    const { provenance } = buildRecord();
    const verdict = { reason: '说得通', pass: true };
    const criteria = {
      strategy_adherence: verdict,
      demands_pointed_out: verdict,
      natural_replies: verdict,
      varied_expression: verdict,
      roles_kept: verdict,
    };
    const quality = { gates: { identity: 'fail' as const }, judge: judgementOf(criteria, { passMark: 5, model: 'a-judge' }) };
    writer.write(buildRecord({ quality, provenance: { ...provenance, engine: 'llm', model: 'some-model' } }), 'train');
    await writer.close();
    const body = readFileSync(join(other, 'README.md'), 'utf8');
    expect(body).toContain('some-model put it into words');
    expect(body).not.toContain('The offline engine wrote it');
    expect(body).toContain('1 of them were kept although a check failed');
    expect(body).toContain('A judge model read 1 of them');
  });
});

type CardFeature = { name?: string; dtype?: string; list?: string | CardFeature[]; struct?: CardFeature[] };
const DUCKDB: Readonly<Record<string, string>> = { string: 'VARCHAR', int64: 'BIGINT', float64: 'DOUBLE', bool: 'BOOLEAN' };

/** A feature of a card in DuckDB's words. */
function duckdbType({ dtype, list, struct }: CardFeature): string {
  if (dtype !== undefined) return DUCKDB[dtype] as string;
  if (typeof list === 'string') return `${DUCKDB[list]}[]`;
  const fields = (list ?? struct ?? []).map((field) => `${field.name} ${duckdbType(field)}`);
  return `STRUCT(${fields.join(', ')})${list ? '[]' : ''}`;
}
