import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportRecords } from '../testing/an-export.js';
import { compiledCommand } from '../testing/run-process.js';

const PROGRAM = compiledCommand('export');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecs-export-cli-'));
  mkdirSync(join(folder, 'run'));
  writeFileSync(
    join(folder, 'run', 'dialogues.jsonl'),
    exportRecords(40)
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(''),
  );
  mkdirSync(join(folder, 'torn'));
  writeFileSync(join(folder, 'torn', 'dialogues.jsonl'), `${JSON.stringify(exportRecords(1)[0])}\n{"id": `);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function run(args: string): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args.split(' ')], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('writes what the help says and lists the files with rows, bytes and sha256', () => {
  const { status, stdout, stderr } = run('--from run --format openai,csv --out made --split train=0.5,test=0.5');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { files } = JSON.parse(readFileSync(join(folder, 'made', 'manifest.json'), 'utf8'));
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(lines.map(([path]) => path)).toEqual(Object.keys(files).map((path) => join(folder, 'made', path)));
  expect(lines.map(([, rows, bytes, sha256]) => [rows, Number(bytes), sha256])).toEqual(
    Object.values(files as Record<string, { rows: number | null; bytes: number; sha256: string }>).map(({ rows, bytes, sha256 }) => [
      String(rows ?? ''),
      bytes,
      sha256,
    ]),
  );
  expect(statSync(join(folder, 'made')).mode & 0o777).toBe(0o777 & ~process.umask());
});

describe('is refused with status 2, a line that names the value, and nothing written:', () => {
  it.each([
    ['a format that there is not', '--from run --format openia --out x', '"openia"'],
    ['shares that do not sum to 1', '--from run --format csv --out x --split train=0.9,test=0.2', '1.1'],
    ['a share of nothing', '--from run --format csv --out x --split train=1,test=0', 'test=0'],
    ['a split twice', '--from run --format csv --out x --split train=0.5,train=0.5', 'train'],
    ['a dataset that is missing', '--from nowhere --format csv --out x', 'nowhere'],
    ['a torn dataset', '--from torn --format csv --out x', 'line 2'],
    ['balance over whole dialogues', '--from run --format trl --out x --balance strategy', '--view turn'],
    ['a mask that a format cannot carry', '--from run --format sharegpt --out x --mask gates', 'sharegpt'],
    ['a mask that no dialogue has', '--from run --format swift --out x --mask privcy', 'privcy'],
    ['a context of nothing', '--from run --format swift --out x --max-context 0', '--max-context'],
    ['a split name that the Hub does not take', '--from run --format csv --out x --split train-a=1', 'train-a'],
    ['no dataset', '--format csv --out x', '--from'],
    ['no format', '--from run --out x', '--format'],
    ['an unknown option', '--from run --format swift --out x --spilt a=1', '--spilt'],
    ['an output that is the dataset itself', '--from run --format csv --out run --force', 'no export'],
  ])('%s', (_name, args, told) => {
    const before = readdirSync(folder).sort();
    const { status, stdout, stderr } = run(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(told);
    expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
    expect(readdirSync(folder).sort()).toEqual(before);
    expect(readdirSync(join(folder, 'run'))).toEqual(['dialogues.jsonl']);
  });
});

describe('ended in the middle', () => {
  const FORMATS = 'openai,sharegpt,alpaca,trl,swift,csv,parquet';

  beforeAll(() => {
    mkdirSync(join(folder, 'many'));
    const lines = exportRecords(3_000).map((record) => `${JSON.stringify(record)}\n`);
    writeFileSync(join(folder, 'many', 'dialogues.jsonl'), lines.join(''));
  });

  /** Sends a signal once the export has begun to write. @returns exit status, null where the signal ended the process itself */
  async function exportAndSend(signal: NodeJS.Signals, out: string, ...more: string[]): Promise<number | null> {
    const args = [PROGRAM, '--from', 'many', '--format', FORMATS, '--out', out, ...more];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    while (!readdirSync(folder).some((name) => name.startsWith(`.${out}.partial-`))) await sleep(2);
    child.kill(signal);
    return ended;
  }

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s: status %d, and nothing left', async (signal, expected) => {
    const before = readdirSync(folder).sort();
    expect(await exportAndSend(signal, 'stopped')).toBe(expected);
    expect(readdirSync(folder).sort()).toEqual(before);
  });

  it('by SIGKILL: the earlier export stays as it is, and the next one sweeps what was left', async () => {
    const before = readdirSync(folder);
    expect(run('--from run --format csv --out killed').status).toBe(0);
    const manifest = () => readFileSync(join(folder, 'killed', 'manifest.json'), 'utf8');
    const earlier = manifest();
    expect(await exportAndSend('SIGKILL', 'killed', '--force')).toBeNull();
    expect(readdirSync(folder).filter((name) => name.startsWith('.killed.partial-'))).toHaveLength(1);
    expect(manifest()).toBe(earlier);
    expect(run('--from run --format dianjin --out killed --force').status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual([...before, 'killed'].sort());
    expect(Object.keys(JSON.parse(manifest()).files)).toEqual(['dianjin/train.json', 'dianjin/train.jsonl']);
  });
});
