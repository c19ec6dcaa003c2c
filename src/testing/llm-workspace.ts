import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DialogueRecord, RejectedRecord } from '../domain/dialogue.js';
import { type ProcessResult, type RunningProcess, startNode } from './run-process.js';

const PROGRAM = fileURLToPath(new URL('../../dist/cli/generate.js', import.meta.url));

/** The key of every run in a test: it must be found nowhere. */
export const TEST_KEY = 'sk-not-to-be-seen-anywhere';

export interface ProcessOptions {
  baseUrl: string;
  environment?: Record<string, string>;
  /** Options of node itself. */
  nodeOptions?: readonly string[];
}

/** A folder of its own in which `generate --engine llm` runs as a process against a server. */
export class LlmWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'rolecs-llm-'));
  readonly out = join(this.directory, 'out');

  /** @param args more options; the model is `m-1`, one topic, seed 7 */
  start(args: string, { baseUrl, environment = {}, nodeOptions = [] }: ProcessOptions): RunningProcess {
    const all = `--engine llm --model m-1 --base-url ${baseUrl} --topics other --seed 7 ${args}`.split(' ');
    return startNode([...nodeOptions, PROGRAM, ...all, '--out', this.out], {
      cwd: this.directory,
      env: { OPENAI_API_KEY: TEST_KEY, ...environment },
    });
  }

  generate(args: string, options: ProcessOptions): Promise<ProcessResult> {
    return this.start(args, options).result;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.directory, name), text);
  }

  /** Accepted dialogues, each held to the schema of the row. */
  rows(): DialogueRecord[] {
    return this.#lines('dialogues.jsonl').map((line) => DialogueRecord.parse(line));
  }

  rejects(): RejectedRecord[] {
    return this.#lines('rejected.jsonl').map((line) => RejectedRecord.parse(line));
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look at the parts of the manifest they are about
  manifest(): any {
    return JSON.parse(readFileSync(join(this.out, 'manifest.json'), 'utf8'));
  }

  /** Every file below the folder, with its text. */
  files(): { path: string; text: string }[] {
    return readdirSync(this.directory, { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isFile() ? [{ path, text: readFileSync(path, 'utf8') }] : [];
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #lines(name: string): unknown[] {
    return readFileSync(join(this.out, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
  }
}
