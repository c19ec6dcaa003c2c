import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countRows } from './count-rows.js';
import { type ExportManifest, MANIFEST } from './dataset-manifest.js';
import type { FindingSink } from './findings.js';

/** Files whose rows are dialogues: folder of the format, split, and what follows it in the name of a shard. */
const DIALOGUE_FILE = /^(dianjin\/(?<table>[^/]+)\.jsonl?|(parquet|huggingface\/data)\/(?<shard>.+)-\d{5}-of-\d{5}\.parquet)$/;

/** Verifies the rows of an export: those of every file against the manifest, and the manifest's figures against one another. */
export async function verifyExport(directory: string, manifest: ExportManifest, findings: FindingSink): Promise<void> {
  for (const [name, { rows }] of Object.entries(manifest.files)) {
    const path = join(directory, name);
    if (rows === null || name.split('/').includes('..') || !existsSync(path)) continue;
    const place = { file: name, line: null, id: null };
    try {
      const found = await countRows(path);
      if (found !== rows) findings.add('rows-wrong', place, `${found} rows, the manifest says ${rows}`);
    } catch (error) {
      findings.add('rows-wrong', place, `its rows cannot be counted: ${(error as Error).message}`);
    }
  }
  for (const what of contradictions(manifest)) findings.add('figure-wrong', { file: MANIFEST, line: null, id: null }, what);
}

function contradictions({ source, splits, trainers, files }: ExportManifest): string[] {
  const dialogues = sum(Object.values(splits));
  return [
    ...(dialogues === source.dialogues ? [] : [`splits: ${dialogues} dialogues in all, source.dialogues is ${source.dialogues}`]),
    ...splitFaults(splits, files),
    ...Object.entries(trainers).flatMap(([name, { rows, kept }]) => {
      const file = name.slice(name.indexOf(' ') + 1);
      return rows === files[file]?.rows && kept === rows
        ? []
        : [`trainers: ${name} has ${kept} rows of ${rows}, ${file} has ${files[file]?.rows}`];
    }),
  ];
}

/** Dialogues of a split against the rows of the tables that hold a dialogue a row: shards of a split are added up. */
function splitFaults(splits: ExportManifest['splits'], files: ExportManifest['files']): string[] {
  const counts = new Map<string, { split: string; rows: number }>();
  for (const [name, { rows }] of Object.entries(files)) {
    const { table, shard } = DIALOGUE_FILE.exec(name)?.groups ?? {};
    const split = table ?? shard;
    if (split === undefined) continue;
    const key = `${name.slice(0, name.lastIndexOf('/') + 1)}${split}${name.slice(name.lastIndexOf('.'))}`;
    counts.set(key, { split, rows: (counts.get(key)?.rows ?? 0) + (rows ?? 0) });
  }
  return [...counts].flatMap(([key, { split, rows }]) =>
    rows === splits[split] ? [] : [`splits.${split}: ${splits[split]} dialogues, ${key} has ${rows} rows`],
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((left, right) => left + right, 0);
}
