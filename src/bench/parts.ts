import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DialogueRecord, textOf } from '../domain/dialogue.js';
import { recursionLimitFor } from '../graph/build-graph.js';
import { composeDialogues, composeGate } from '../pipeline/candidate-maker.js';
import type { RunConfiguration } from '../pipeline/run-configuration.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { type Cost, measure } from './clock.js';
import { runFloor } from './floors.js';
import { measureParquet } from './parquet-speed.js';

/** What each part of making a dialogue costs, on one thread, over the same dialogues. */
export interface PartCosts {
  dialogues: number;
  combination: Cost;
  graph: Cost;
  /** Agents and their language: the whole minus the parts that are measured apart. */
  language: Cost;
  gate: Cost;
  signature: Cost;
  dedup: Cost;
  writing: Cost;
  parquet: Awaited<ReturnType<typeof measureParquet>>;
}

export async function measureParts(configuration: RunConfiguration, dialogues: number, cohortSize: number): Promise<PartCosts> {
  const { graph, begin } = composeDialogues(configuration);
  const recursionLimit = recursionLimitFor(configuration.maxUtterances);
  const records: DialogueRecord[] = [];
  const make = async (from: number, to: number, keep: boolean): Promise<void> => {
    for (let start = from; start < to; start += cohortSize) {
      const cohort = Array.from({ length: Math.min(cohortSize, to - start) }, (_, place) => begin({ index: start + place, attempt: 0 }));
      const result = await graph.invoke({ cohort }, { recursionLimit });
      if (keep) records.push(...result.cohort.flatMap(({ record, rejection }) => (record && !rejection ? [record] : [])));
    }
  };
  await make(0, cohortSize, false); // warm
  await runFloor('cohort', cohortSize, cohortSize);
  const whole = await measure(() => make(0, dialogues, true));
  const combination = await measure(() => {
    for (let index = 0; index < dialogues; index++) begin({ index, attempt: 0 });
  });
  const empty = await measure(() => runFloor('cohort', dialogues, cohortSize));
  const check = composeGate(configuration);
  const gate = await measure(() => {
    for (const record of records) check(record);
  });
  const texts = records.map(({ dialogue }) => textOf(dialogue));
  let signatures: Uint32Array[] = [];
  const signature = await measure(() => {
    signatures = texts.map((text) => signatureOf(text));
  });
  const index = new DuplicateIndex({ expectedDocuments: texts.length, readText: (document) => texts[document] as string });
  const dedup = await measure(() => {
    for (const [place, text] of texts.entries()) {
      index.check(text, signatures[place] as Uint32Array);
      index.add(text, signatures[place] as Uint32Array);
    }
  });
  const path = join(tmpdir(), `rolecs-bench-${process.pid}.jsonl`);
  const file = openSync(path, 'w');
  const writing = await measure(() => {
    for (const record of records) writeSync(file, `${JSON.stringify(record)}\n`);
  });
  closeSync(file);
  rmSync(path);
  const parquet = await measureParquet(records);
  const rest = (key: keyof Cost) => Math.max(0, whole[key] - combination[key] - empty[key] - gate[key]);
  return {
    dialogues,
    combination,
    graph: empty,
    language: { wallS: rest('wallS'), cpuS: rest('cpuS') },
    gate,
    signature,
    dedup,
    writing,
    parquet,
  };
}
