import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import { createStream } from '../random/stream.js';
import { GenerateWorkspace, readJsonLines, sizeOf } from '../testing/generate-process.js';

/** Whole runs as processes over the compiled program, with the synthetic maker. */
const COUNT = 1200;
const BEHAVIOUR = {
  rejectionRate: 0.15,
  exactDuplicates: { 17: 3, 301: 298, 1100: 20 },
  nearDuplicates: { 40: 2, 129: 128, 900: 100 },
  duplicateAttempts: 2,
  agentFailures: [5, 256],
  delayMs: 0.2,
};
let workspace: GenerateWorkspace;
let reference: ReturnType<GenerateWorkspace['outcome']>;

beforeAll(async () => {
  workspace = new GenerateWorkspace(BEHAVIOUR);
  const { status, stderr } = await workspace.generate(`--count ${COUNT} --out reference --concurrency 2`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  reference = workspace.outcome('reference');
});
afterAll(() => workspace.remove());

describe('a finished run', () => {
  test('delivers exactly the count, in index order, and says so on stdout', async () => {
    const { stdout } = await workspace.generate(`--count ${COUNT} --out reference --resume`);
    expect(stdout).toBe(`reference/dialogues.jsonl\t${COUNT}\t${reference.dialogues}\n`);
    const indices = readJsonLines<DialogueRecord>(workspace.paths('reference').dialogues).map(({ index }) => index);
    expect(indices).toEqual(Array.from({ length: COUNT }, (_, index) => index));
  });

  test('leaves no state behind', () => {
    expect(readdirSync(workspace.paths('reference').directory).sort()).toEqual([
      'dialogues.jsonl',
      'manifest.json',
      'rejected.jsonl',
      'run.log',
    ]);
  });

  test('keeps every reject of an index, in order of attempts, up to the one that was accepted', () => {
    const accepted = readJsonLines<DialogueRecord>(workspace.paths('reference').dialogues);
    const expected = accepted.flatMap(({ index, provenance }) =>
      Array.from({ length: provenance.attempt }, (_, attempt) => ({ index, attempt })),
    );
    const rejects = readJsonLines<RejectedRecord>(workspace.paths('reference').rejected);
    expect(rejects.map(({ index, attempt }) => ({ index, attempt }))).toEqual(expected);
  });

  test('replaces duplicates at their index and rejects them with the dialogue they repeat', () => {
    const rejects = readJsonLines<RejectedRecord>(workspace.paths('reference').rejected);
    const duplicates = rejects.filter(({ reason }) => reason.endsWith('-duplicate'));
    expect(new Set(duplicates.map(({ index }) => index))).toEqual(new Set([17, 40, 129, 301, 900, 1100]));
    const first = duplicates.find(({ index }) => index === 17);
    expect(first).toMatchObject({ id: 'rcs-42-000017', reason: 'exact-duplicate', detail: 'same text as rcs-42-000003' });
    expect(first?.dialogue?.index).toBe(17);
  });

  test('keeps a candidate that never came into being as null', () => {
    const rejects = readJsonLines<RejectedRecord>(workspace.paths('reference').rejected);
    expect(rejects.find(({ index, attempt }) => index === 5 && attempt === 0)).toEqual({
      id: 'rcs-42-000005',
      index: 5,
      attempt: 0,
      reason: 'agent-failed',
      detail: 'the supporter did not answer',
      scenario: 'scenario-5',
      strategy_combination: expect.arrayContaining(['GT', 'IV', 'AC']),
      dialogue: null,
    });
  });

  test('counts in the manifest what stands in the files', () => {
    const accepted = readJsonLines<DialogueRecord>(workspace.paths('reference').dialogues);
    const rejects = readJsonLines<RejectedRecord>(workspace.paths('reference').rejected);
    const utterances = accepted.reduce((total, { dialogue }) => total + dialogue.length, 0);
    expect(reference.manifest).toMatchObject({
      status: 'complete',
      counts: { requested: COUNT, accepted: COUNT, rejected: rejects.length, open: 0, open_indices: [] },
      utterances: { total: utterances },
      files: {
        'dialogues.jsonl': { bytes: sizeOf(workspace.paths('reference').dialogues), lines: COUNT, sha256: reference.dialogues },
        'rejected.jsonl': { lines: rejects.length, sha256: reference.rejected },
      },
      usage: null,
    });
  });

  test('logs to run.log in pino lines', () => {
    const messages = readJsonLines<{ msg: string }>(workspace.paths('reference').log).map(({ msg }) => msg);
    expect(messages).toEqual(['run begins', 'run ends']);
  });
});

describe('the same bytes', () => {
  test.each([1, 4])('with --concurrency %i', async (concurrency) => {
    const { status } = await workspace.generate(`--count ${COUNT} --out workers-${concurrency} --concurrency ${concurrency}`);
    expect(status).toBe(0);
    expect(workspace.outcome(`workers-${concurrency}`)).toEqual(reference);
  });

  test('after kill -9 at random moments, each followed by --resume', async () => {
    const stream = createStream(`kills/${process.pid}`);
    const size = sizeOf(workspace.paths('reference').dialogues);
    const command = `--count ${COUNT} --out killed --resume`;
    const moments = Array.from({ length: 6 }, () => stream.int(size)).sort((a, b) => a - b);
    for (const bytes of moments) {
      const interrupted = await workspace.interrupt(`${command} --concurrency ${1 + stream.int(3)}`, {
        out: 'killed',
        bytes,
        signal: 'SIGKILL',
      });
      expect(interrupted.stderr.replaceAll(/^warning: .*\n/gm, '')).toBe('');
    }
    const { status } = await workspace.generate(command);
    expect(status).toBe(0);
    expect(workspace.outcome('killed')).toEqual(reference);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('after %s, which ends with %i and keeps what is finished', async (signal, status) => {
    const out = `stopped-${signal}`;
    const half = sizeOf(workspace.paths('reference').dialogues) / 2;
    const stopped = await workspace.stop(`--count ${COUNT} --out ${out}`, { out, bytes: half, signal, stallAt: 1000 });
    expect(stopped.status).toBe(status);
    expect(stopped.stderr).toMatch(/^stopping: .*\nstopped: \d+ of 1200 dialogues stand in .* --resume goes on\n$/);
    expect(stopped.stdout).toBe('');
    const kept = readFileSync(workspace.paths(out).dialogues);
    expect(kept.length).toBeGreaterThanOrEqual(half);
    expect(readFileSync(workspace.paths('reference').dialogues).subarray(0, kept.length).equals(kept)).toBe(true);
    expect(existsSync(workspace.paths(out).lock)).toBe(false);

    expect((await workspace.generate(`--count ${COUNT} --out ${out} --resume`)).status).toBe(0);
    expect(workspace.outcome(out)).toEqual(reference);
  });
});
