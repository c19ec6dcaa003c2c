import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PIPELINE } from '../config/run-defaults.js';
import type { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import { GenerateWorkspace, readJsonLines, sizeOf } from '../testing/generate-process.js';
import type { ProcessResult } from '../testing/run-process.js';
import { thisProcess } from './process-identity.js';

/** Runs that find something wrong: each says so in a few lines, with the status of the contract, and loses nothing. */
const COUNT = 700;
const COMMAND = `--count ${COUNT} --concurrency 1`;
let workspace: GenerateWorkspace;
let reference: ReturnType<GenerateWorkspace['outcome']>;
let number = 0;

beforeAll(async () => {
  workspace = new GenerateWorkspace({ rejectionRate: 0.2 });
  expect((await workspace.generate(`${COMMAND} --out finished`)).status).toBe(0);
  reference = workspace.outcome('finished');
  const when = { stallAt: 600, bytes: 1, signal: 'SIGINT' } as const;
  expect((await workspace.stop(`${COMMAND} --out unfinished`, { out: 'unfinished', ...when })).status).toBe(130);
});
afterAll(() => workspace.remove());

/** A copy of a run to do damage to. */
function copyOf(run: 'finished' | 'unfinished'): string {
  const out = `${run}-${++number}`;
  cpSync(workspace.paths(run).directory, workspace.paths(out).directory, { recursive: true });
  return out;
}

/** Every file of a run but its log. */
function contentOf(out: string): Record<string, string> {
  const { directory } = workspace.paths(out);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name !== 'run.log',
  );
  return Object.fromEntries(files.map(({ parentPath, name }) => [name, readFileSync(`${parentPath}/${name}`, 'latin1')]));
}

async function expectRefusal(args: string, out: string, message: RegExp): Promise<void> {
  const before = contentOf(out);
  const result = await workspace.generate(args);
  expectError(result, 2, message);
  expect(contentOf(out)).toEqual(before);
}

function expectError({ status, stdout, stderr }: ProcessResult, expected: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: expected, stdout: '' });
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(3);
}

function edit(path: string, change: (lines: string[]) => string[]): void {
  writeFileSync(path, change(readFileSync(path, 'utf8').split(/(?<=\n)/)).join(''));
}

describe('an existing run', () => {
  test('is not touched without --resume or --force', async () => {
    await expectRefusal(`${COMMAND} --out finished`, 'finished', /holds a finished run \(count 700, seed 42\)\n.*--force replaces it/);
    await expectRefusal(`${COMMAND} --out unfinished`, 'unfinished', /holds an unfinished run .*\n.*--resume goes on with it/);
  });

  test.each([
    ['--seed 43', /seed 42 → 43/],
    ['--topics other,product-inquiry', /topics .* → product-inquiry,other/],
    ['--gates contract --max-utterances 40', /max-utterances 50 → 40; gates full → contract/],
    ['--set age_band.60plus=0.4', /set none → age_band\.60plus=0\.4/],
  ])('is not resumed as another one: %s', async (options, message) => {
    await expectRefusal(`${COMMAND} --out unfinished --resume ${options}`, 'unfinished', message);
    await expectRefusal(`${COMMAND} --out finished --resume ${options}`, 'finished', message);
  });

  test('is not resumed with other resources', async () => {
    writeFileSync(`${workspace.dataDir}/phrases.yaml`, 'a: b\n');
    try {
      await expectRefusal(`${COMMAND} --out unfinished --resume`, 'unfinished', /data\/phrases\.yaml is new/);
    } finally {
      rmSync(`${workspace.dataDir}/phrases.yaml`);
    }
  });

  test('finished, stays as it is under --resume, unless its files are not what it left', async () => {
    const out = copyOf('finished');
    const before = contentOf(out);
    expect((await workspace.generate(`${COMMAND} --out ${out} --resume`)).status).toBe(0);
    expect(contentOf(out)).toEqual(before);
    truncateSync(workspace.paths(out).dialogues, 1000);
    await expectRefusal(`${COMMAND} --out ${out} --resume`, out, /dialogues\.jsonl is not as the finished run left it/);
  });

  test('gives way to --force, but only when the new run can start', async () => {
    const out = copyOf('finished');
    workspace.behave({ startError: 'phrases/supporter.yaml:3: greeting: must not be empty' });
    await expectRefusal(`${COMMAND} --out ${out} --force`, out, /supporter\.yaml:3: greeting/);
    workspace.behave({ rejectionRate: 0.2 });
    expect((await workspace.generate(`--count 30 --out ${out} --force`)).status).toBe(0);
    expect(readJsonLines(workspace.paths(out).dialogues)).toHaveLength(30);
  });

  test('whose replacement was cut off is replaced by the next run', async () => {
    const out = copyOf('finished');
    mkdirSync(workspace.paths(out).state);
    writeFileSync(workspace.paths(out).replacing, '');
    expect((await workspace.generate(`--count 30 --out ${out} --resume`)).status).toBe(0);
    expect(readdirSync(workspace.paths(out).directory).sort()).toEqual(['dialogues.jsonl', 'manifest.json', 'rejected.jsonl', 'run.log']);
  });
});

describe('--resume', () => {
  test('without a run starts anew, but not over data that no manifest explains', async () => {
    expect((await workspace.generate('--count 20 --out fresh --resume')).status).toBe(0);
    const out = copyOf('finished');
    rmSync(workspace.paths(out).manifest);
    await expectRefusal(`${COMMAND} --out ${out} --resume`, out, /dialogues\.jsonl is there, but no manifest\.json/);
    await expectRefusal(`${COMMAND} --out ${out} --force`, out, /dialogues\.jsonl is there, but no manifest\.json/);
  });

  test('refuses an edited line and names it', async () => {
    const out = copyOf('unfinished');
    edit(workspace.paths(out).dialogues, (lines) => lines.with(4, (lines[4] as string).replace('客户', '客人')));
    await expectRefusal(`${COMMAND} --out ${out} --resume`, out, /dialogues\.jsonl:5: this line is not as it was written/);
  });

  test('refuses a damaged manifest', async () => {
    const out = copyOf('unfinished');
    truncateSync(workspace.paths(out).manifest, 40);
    await expectRefusal(`${COMMAND} --out ${out} --resume`, out, /manifest\.json is not the manifest of a run/);
  });

  test.each([
    ['a truncated dialogues.jsonl', 'dialogues', 0.5],
    ['a truncated rejected.jsonl', 'rejected', 0.5],
  ] as const)('makes %s again, with a warning', async (_, file, share) => {
    const out = copyOf('unfinished');
    const path = workspace.paths(out)[file];
    truncateSync(path, Math.floor(sizeOf(path) * share));
    const { status, stderr } = await workspace.generate(`${COMMAND} --out ${out} --resume`);
    expect(stderr).toMatch(new RegExp(`^(warning: ${file}\\.jsonl: .* made again\n)+$`));
    expect(status).toBe(0);
    expect(workspace.outcome(out)).toEqual(reference);
  });

  test('repairs a torn last line', async () => {
    const out = copyOf('unfinished');
    writeFileSync(workspace.paths(out).dialogues, '{"id":"rcs-42-0', { flag: 'a' });
    const { status, stderr } = await workspace.generate(`${COMMAND} --out ${out} --resume`);
    expect(stderr).toMatch(/^warning: dialogues\.jsonl: line \d+ is torn; it is made again\n$/);
    expect(status).toBe(0);
    expect(workspace.outcome(out)).toEqual(reference);
  });
});

describe('the lock', () => {
  test('of a live run keeps a second one out, whatever it wants', async () => {
    const out = copyOf('unfinished');
    writeFileSync(workspace.paths(out).lock, JSON.stringify(thisProcess()));
    for (const mode of ['', ' --resume', ' --force']) {
      await expectRefusal(`${COMMAND} --out ${out}${mode}`, out, new RegExp(`another run is at work there: process ${process.pid} on`));
    }
  });

  test.each([
    ['a dead process', { pid: 2 ** 22 + 1, host: hostname(), started: null }],
    ['a process whose number went to another', { ...thisProcess(), started: 'some-boot/1' }],
  ])('of %s is taken over', async (_, owner) => {
    const out = copyOf('unfinished');
    writeFileSync(workspace.paths(out).lock, JSON.stringify(owner));
    expect(await workspace.generate(`${COMMAND} --out ${out} --resume`)).toMatchObject({ status: 0, stderr: '' });
    expect(workspace.outcome(out)).toEqual(reference);
  });
});

describe('work that fails or cannot begin', () => {
  test('an index whose attempts are used up stays open, the rest is finished, exit 1; so it is under --resume', async () => {
    const open = new GenerateWorkspace({ alwaysRejected: [7, 150], rejectionRate: 0.1 });
    try {
      for (const mode of ['', ' --resume']) {
        const result = await open.generate(`--count 200 --out o${mode}`);
        expectError(result, 1, /2 of 200 dialogues could not be made: all attempts were rejected at index 7, 150\n.*rejected\.jsonl/);
        expect(readJsonLines<DialogueRecord>(open.paths('o').dialogues)).toHaveLength(198);
        expect(readJsonLines<RejectedRecord>(open.paths('o').rejected).filter(({ index }) => index === 7)).toHaveLength(20);
        expect(open.outcome('o').manifest).toMatchObject({
          status: 'incomplete',
          counts: { accepted: 198, open: 2, open_indices: [7, 150] },
        });
      }
    } finally {
      open.remove();
    }
  });

  test('a crash of a worker ends the run with 1; what was finished is kept', async () => {
    // In the sixth of the ranges that workers make in one go.
    const at = 5 * PIPELINE.cohortSize + 10;
    const run = `--count ${at + 50} --out o`;
    const crashing = new GenerateWorkspace({ crashAt: at });
    try {
      expectError(await crashing.generate(run), 1, new RegExp(`a worker thread failed: synthetic crash at ${at}\\n.*--verbose`));
      expect(readJsonLines(crashing.paths('o').dialogues).length).toBeGreaterThanOrEqual(2 * PIPELINE.cohortSize);
      expect((await crashing.generate(`${run} --resume --verbose`)).stderr).toMatch(/at .*synthetic-candidates\.js/);
    } finally {
      crashing.remove();
    }
  });

  test.runIf(existsSync('/proc/self'))('an output folder that cannot be made is refused', async () => {
    expectError(await workspace.generate('--count 1 --out /proc/rolecs/x'), 2, /cannot write to the output folder \/proc\/rolecs\/x/);
  });

  test('broken resources are found before anything is written', async () => {
    const broken = new GenerateWorkspace({ startError: 'topics/other/x.yaml:3: weights sum to 0' });
    try {
      expectError(
        await broken.generate('--count 10 --out a/b/c'),
        2,
        /^error: topics\/other\/x\.yaml:3: weights sum to 0\n {2}mend the file\n$/,
      );
      expect(existsSync(broken.paths('a').directory)).toBe(false);
    } finally {
      broken.remove();
    }
  });
});
