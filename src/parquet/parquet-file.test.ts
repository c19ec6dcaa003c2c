import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DialogueRecord } from '../domain/dialogue.js';
import { judgementOf } from '../domain/judgement.js';
import { buildRecord, customer, supporter } from '../testing/build-record.js';
import { describeParquet, readParquet } from '../testing/read-parquet.js';
import { DIALOGUE_COLUMNS } from './dialogue-columns.js';
import { openParquetFile } from './parquet-file.js';

const folder = mkdtempSync(join(tmpdir(), 'rolecs-parquet-'));
const path = join(folder, 'some.parquet');

afterEach(() => rmSync(path, { force: true }));

function writeAll(records: readonly DialogueRecord[]): void {
  const file = openParquetFile(path, DIALOGUE_COLUMNS, 'rolecs version 0');
  for (const record of records) file.write(record);
  file.close();
}

/** Lines as they stand in `dialogues.jsonl`: order of keys, numbers and all. */
async function linesOf(records: Iterable<DialogueRecord> | AsyncIterable<DialogueRecord>): Promise<string[]> {
  const lines: string[] = [];
  for await (const record of records) lines.push(JSON.stringify(record));
  return lines;
}

const verdict = (pass: boolean) => ({ reason: '说得通', pass });

/** Every case of the schema: null and not, empty and full, both sides, further fields of a persona. */
const PECULIAR: readonly DialogueRecord[] = [
  buildRecord(),
  buildRecord({ id: 'rcs-42-000008', unreasonable_demand: 3, satisfied: false, strategy_combination: [], outcome: 'refused' }),
  buildRecord({ dialogue: [] }),
  buildRecord({ dialogue: [supporter('GT', '连接', '引号"，反斜杠\\，换行\n，𠮷，e\u0301'), customer('')] }),
  buildRecord({ persona: { ...buildRecord().persona, products: ['储蓄卡', '信用卡'], dialect: '川话', pets: ['猫'], depth: { a: 1 } } }),
  buildRecord({
    provenance: {
      engine: 'llm',
      model: 'some-model',
      seed: 2 ** 32 - 1,
      attempt: 19,
      version: '0.1.0',
      overrides: { 'strategies-due': 2, closing: 1 },
    },
    quality: {
      gates: { structure: 'pass', labels: 'fail' },
      judge: judgementOf(
        {
          strategy_adherence: verdict(true),
          demands_pointed_out: verdict(false),
          natural_replies: verdict(true),
          varied_expression: verdict(true),
          roles_kept: verdict(true),
        },
        { passMark: 5, model: 'a-judge' },
      ),
    },
  }),
];

describe('a Parquet file of dialogues, read back by DuckDB', () => {
  it('holds every row byte for byte as its line of JSON', async () => {
    writeAll(PECULIAR);
    expect(await linesOf(readParquet([path]))).toEqual(await linesOf(PECULIAR));
  });

  it.each([1, 999, 1000, 1001, 2000])('holds %i rows in their order, whatever row groups they fall into', async (count) => {
    const records = Array.from({ length: count }, (_, index) => ({ ...PECULIAR[index % PECULIAR.length], index }) as DialogueRecord);
    writeAll(records);
    expect(await linesOf(readParquet([path]))).toEqual(await linesOf(records));
  });

  it('has typed columns: those that are published', async () => {
    writeAll(PECULIAR);
    const types = await describeParquet(path);
    expect(Object.keys(types)).toEqual(Object.keys(buildRecord()));
    expect(types).toMatchObject({
      id: 'VARCHAR',
      index: 'BIGINT',
      satisfied: 'BOOLEAN',
      unreasonable_demand: 'BIGINT',
      strategy_combination: 'VARCHAR[]',
      dialogue:
        'STRUCT(speaker VARCHAR, strategy VARCHAR, "text" VARCHAR, stage VARCHAR, advised_strategy VARCHAR, direction VARCHAR, emotion VARCHAR)[]',
      provenance:
        'STRUCT(engine VARCHAR, model VARCHAR, seed BIGINT, attempt BIGINT, "version" VARCHAR, overrides STRUCT("key" VARCHAR, "value" BIGINT)[])',
    });
    expect(types.persona).toContain('language_style STRUCT(utterance_chars DOUBLE, particle_rate DOUBLE,');
    expect(types.persona).toMatch(/further VARCHAR\)$/);
  });
});
