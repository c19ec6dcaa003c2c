import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  /** Sends SIGKILL after so many milliseconds. */
  killAfterMs?: number;
}

export interface LlmRunResult {
  /** Exit status; null after a kill. */
  status: number | null;
  wallS: number;
  stderr: string;
}

/** `generate --engine llm` as a user runs it, in a process of its own. */
export async function runLlm({ url, directory, count, concurrency, flags = [], killAfterMs }: LlmRunOptions): Promise<LlmRunResult> {
  const numbers = ['--count', String(count), '--concurrency', String(concurrency)];
  const args = ['--engine', 'llm', '--model', 'm-1', '--base-url', url, '--gates', 'contract', '--out', directory, ...numbers, ...flags];
  const start = performance.now();
  const child = spawn(process.execPath, [GENERATE, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  const timer = killAfterMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (timer) clearTimeout(timer);
  return { status, wallS: (performance.now() - start) / 1000, stderr };
}

/** What is read of a manifest. */
export interface LlmManifest {
  status: string;
  usage: { calls: number; retries: number; reasks: number };
  timings: { sessions: { wall_s: number; machine: { cpu_s: number; peak_rss_mb: number } }[] };
}

export function manifestIn(directory: string): LlmManifest {
  return JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as LlmManifest;
}
