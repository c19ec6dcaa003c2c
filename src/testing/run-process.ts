import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ProcessResult {
  status: number | null;
  stdout: string;
  /** Without lines of progress: they come by the clock, on a slow machine only. */
  stderr: string;
}

export interface RunningProcess {
  child: ChildProcess;
  result: Promise<ProcessResult>;
}

const PROGRESS = /^\d+ of \d+ \(\d+ %\).*\n/gm;

/** Starts a node program and collects what it says. The environment is empty but for what is given: a key of the developer's would add a note to stderr. */
export function startNode(
  args: readonly string[],
  { cwd, env = {}, wrap = [] }: { cwd?: string; env?: Record<string, string>; wrap?: readonly string[] } = {},
): RunningProcess {
  const [program, ...rest] = [...wrap, process.execPath, ...args] as [string, ...string[]];
  const child = spawn(program, rest, { ...(cwd === undefined ? {} : { cwd }), env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const result = new Promise<ProcessResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, stdout: output.stdout, stderr: output.stderr.replace(PROGRESS, '') }));
  });
  return { child, result };
}

/** Where a command of the compiled program lies: `stats` for `npm run stats`. */
export function compiledCommand(name: string): string {
  return fileURLToPath(new URL(`../../dist/cli/${name}.js`, import.meta.url));
}

/** Runs a command of the compiled program to its end. */
export function runCompiled(name: string, args: readonly string[], options: Parameters<typeof startNode>[1] = {}): Promise<ProcessResult> {
  return startNode([compiledCommand(name), ...args], options).result;
}
