import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const GENERATE = fileURLToPath(new URL('../../cli/generate.js', import.meta.url));

export interface LlmRunOptions {
  url: string;
  /** Output folder. */
  directory: string;
  count: number;
  concurrency: number;
  /** Further flags. */
  flags?: readonly string[];
  /** Asked again and again; SIGKILL follows the first yes. */
  killWhen?: () => Promise<boolean>;
}

export interface LlmRunResult {
  /** Exit status; null after a kill. */
  status: number | null;
  wallS: number;
  stderr: string;
}

const POLL_MS = 20;

/** `generate --engine llm` as a user runs it, in a process of its own. */
export async function runLlm({ url, directory, count, concurrency, flags = [], killWhen }: LlmRunOptions): Promise<LlmRunResult> {
  const numbers = ['--count', String(count), '--concurrency', String(concurrency)];
  const args = ['--engine', 'llm', '--model', 'm-1', '--base-url', url, '--out', directory, ...numbers, ...flags];
  const start = performance.now();
  const child = spawn(process.execPath, [GENERATE, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  while (killWhen && child.exitCode === null && !(await killWhen())) await sleep(POLL_MS);
  if (killWhen) child.kill('SIGKILL');
  const status = await ended;
  return { status, wallS: (performance.now() - start) / 1000, stderr };
}

/** What is read of a manifest. */
export interface LlmManifest {
  status: string;
  counts: { rejected_by_reason: Record<string, number> };
  quality: { judge?: { judged: number; passed: number } };
  usage: { calls: number; retries: number; reasks: number };
  timings: { sessions: { wall_s: number; machine: { cpu_s: number; peak_rss_mb: number } }[] };
}

export function manifestIn(directory: string): LlmManifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as LlmManifest;
}
