import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportManifest } from '../export/export-manifest.js';
import { exportRecords } from '../testing/an-export.js';
import { compiledCommand } from '../testing/run-process.js';
import type { FindingGroup } from '../verification/findings.js';

/** `npm run verify` as a process, over an export of every format and spoiled copies of it. */
const workspace = mkdtempSync(join(tmpdir(), 'rolecs-verify-export-'));
const original = join(workspace, 'export');
let copies = 0;

beforeAll(() => {
  mkdirSync(join(workspace, 'run'));
  const lines = exportRecords(60).map((record) => `${JSON.stringify(record)}\n`);
  writeFileSync(join(workspace, 'run', 'dialogues.jsonl'), lines.join(''));
  const args = '--format dianjin,openai,sharegpt,alpaca,trl,swift,csv,parquet,huggingface --split train=0.8,test=0.2 --rows-per-shard 20';
  expect(start('export', '--from', join(workspace, 'run'), '--out', original, ...args.split(' ')).status).toBe(0);
});
afterAll(() => rmSync(workspace, { recursive: true }));

function start(command: string, ...args: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, [compiledCommand(command), ...args], { env: {}, encoding: 'utf8' });
}

/** What is wrong with a copy of the export after an edit: `kind file` of every finding. */
function found(spoil: (path: (name: string) => string) => void): string[] {
  const directory = join(workspace, `copy-${++copies}`);
  cpSync(original, directory, { recursive: true });
  spoil((name) => join(directory, name));
  const { status, stdout } = start('verify', '--dir', directory, '--json');
  const { groups } = JSON.parse(stdout) as { groups: FindingGroup[] };
  expect(status).toBe(groups.length > 0 ? 1 : 0);
  return groups.flatMap(({ kind, findings }) => findings.map(({ file }) => `${kind} ${file}`));
}

function editManifest(path: string, edit: (manifest: ExportManifest) => void): void {
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as ExportManifest;
  edit(manifest);
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

const FILES = [
  'dianjin/train.json',
  'dianjin/test.jsonl',
  'csv/train.csv',
  'parquet/train-00001-of-00003.parquet',
  'huggingface/data/test-00000-of-00001.parquet',
  'huggingface/README.md',
  'openai/train.jsonl',
  'dataset_info.json',
];

describe('npm run verify -- --dir EXPORT', () => {
  it('finds nothing wrong with an export as it was made', () => {
    const { status, stdout } = start('verify', '--dir', original);
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('nothing is wrong') });
  });

  it.each(FILES)('finds a flipped byte in %s', (name) => {
    const spoiled = found((path) => {
      const bytes = readFileSync(path(name));
      const middle = Math.floor(bytes.length / 2);
      bytes[middle] = (bytes[middle] as number) ^ 1;
      writeFileSync(path(name), bytes);
    });
    expect(spoiled).toContain(`file-changed ${name}`);
  });

  it.each(FILES)('finds that %s is missing', (name) => {
    expect(found((path) => rmSync(path(name)))).toEqual([`file-missing ${name}`]);
  });

  it('finds a file that nobody listed', () => {
    expect(found((path) => writeFileSync(path('parquet/more.parquet'), ''))).toEqual(['file-unlisted parquet/more.parquet']);
  });

  it.each([
    ['options', (manifest: ExportManifest) => Object.assign(manifest.options, { view: 'turn' })],
    ['the sum of the dialogues', (manifest: ExportManifest) => Object.assign(manifest.source, { dialogues: 61 })],
    ['its own hash', (manifest: ExportManifest) => Object.assign(manifest, { manifest_sha256: 'f'.repeat(64) })],
    ['its own hash, which is gone', (manifest: Partial<ExportManifest>) => delete manifest.manifest_sha256],
  ])('finds a manifest that was edited: %s', (_name, edit) => {
    expect(found((path) => editManifest(path('manifest.json'), edit))).toContain('manifest-edited manifest.json');
  });

  it.each(FILES.slice(0, 5))('finds rows of %s that the manifest tells otherwise, by counting them', (name) => {
    const spoiled = found((path) =>
      editManifest(path('manifest.json'), ({ files }) => {
        const file = files[name];
        if (file) file.rows = (file.rows ?? 0) + 1;
      }),
    );
    expect(spoiled).toContain(`rows-wrong ${name}`);
  });

  it('finds splits that are not those of the tables', () => {
    const spoiled = found((path) =>
      editManifest(path('manifest.json'), ({ splits }) => {
        Object.assign(splits, { train: (splits.train ?? 0) + 1, test: (splits.test ?? 0) - 1 });
      }),
    );
    expect(spoiled.filter((finding) => finding === 'figure-wrong manifest.json').length).toBeGreaterThan(1);
  });
});
