import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { type RunPaths, runPathsIn } from '../pipeline/run-paths.js';
import { type ProcessResult, type RunningProcess, startNode } from './run-process.js';
import { STALL_FILE, type SyntheticBehaviour } from './synthetic-candidates.js';

const PROGRAM = fileURLToPath(new URL('../../dist/testing/generate-synthetic.js', import.meta.url));

/** A folder of its own with a data folder for the synthetic maker, in which `generate` runs as a process. */
export class GenerateWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'rolecs-test-'));
  readonly dataDir = join(this.directory, 'data');

  constructor(behaviour: z.input<typeof SyntheticBehaviour> = {}) {
    mkdirSync(this.dataDir);
    this.behave(behaviour);
  }

  /** From now on the maker does this. */
  behave(behaviour: z.input<typeof SyntheticBehaviour>): void {
    writeFileSync(join(this.dataDir, 'synthetic.json'), JSON.stringify(behaviour));
  }

  paths(out: string): RunPaths {
    return runPathsIn(join(this.directory, out));
  }

  start(args: string): RunningProcess {
    return startNode([PROGRAM, this.dataDir, ...args.split(' ')], { cwd: this.directory });
  }

  generate(args: string): Promise<ProcessResult> {
    return this.start(args).result;
  }

  /** Runs until `dialogues.jsonl` has so many bytes, then sends the signal. The run may end before that. */
  async interrupt(args: string, { out, bytes, signal }: { out: string; bytes: number; signal: NodeJS.Signals }): Promise<ProcessResult> {
    const { child, result } = this.start(args);
    let ended = false;
    void result.then(() => {
      ended = true;
    });
    while (!ended && sizeOf(this.paths(out).dialogues) < bytes) await sleep(2);
    child.kill(signal);
    return result;
  }

  /** Runs into a stall at an index and sends the signal once `dialogues.jsonl` has so many bytes, so that the run cannot end before. */
  async stop(
    args: string,
    { stallAt, ...when }: { out: string; bytes: number; signal: NodeJS.Signals; stallAt: number },
  ): Promise<ProcessResult> {
    const stallFile = join(this.dataDir, STALL_FILE);
    writeFileSync(stallFile, String(stallAt));
    try {
      return await this.interrupt(args, when);
    } finally {
      rmSync(stallFile);
    }
  }

  /** What must be the same however a run went: hashes of the data files, and the manifest without its timings. */
  outcome(out: string): { dialogues: string; rejected: string; manifest: Record<string, unknown> } {
    const paths = this.paths(out);
    const { timings: _, ...manifest } = JSON.parse(readFileSync(paths.manifest, 'utf8')) as Record<string, unknown>;
    return { dialogues: sha256Of(paths.dialogues), rejected: sha256Of(paths.rejected), manifest };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

export function readJsonLines<T>(path: string): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as T);
}

export function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}

function sha256Of(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}
