import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { readDialogues } from '../analysis/read-dialogues.js';
import { type Cost, measure, perItem } from '../bench/clock.js';
import { measureDedup } from '../bench/dedup-speed.js';
import { measureExport } from '../bench/export-speed.js';
import { type Floor, runFloor } from '../bench/floors.js';
import { measureParts } from '../bench/parts.js';
import { HUB, PIPELINE, RUN_DEFAULTS } from '../config/run-defaults.js';
import type { DialogueRecord } from '../domain/dialogue.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import { defaultConfiguration } from './default-configuration.js';
import { choiceOption, integerOption } from './option-values.js';
import { readExportResources, sampleOptions, TEMPLATES, tableOptions } from './plan-export.js';
import { runCommand } from './run-command.js';

const FLOOR_DIALOGUES = 500;
const PART_DIALOGUES = 1024;
const FLOORS = ['single', 'cohort', 'loop'] as const satisfies readonly Floor[];
const FLOOR_NAMES: Readonly<Record<Floor, string>> = {
  single: 'graph, one dialogue per invoke',
  cohort: `graph, cohorts of ${PIPELINE.cohortSize}`,
  loop: 'plain loop',
};
const SELF = fileURLToPath(import.meta.url);
const GENERATE = fileURLToPath(new URL('./generate.js', import.meta.url));

/** As `npm run generate` starts it: the main thread's garbage is lines that were written, and it is better taken away often. */
const GENERATE_FLAGS = ['--max-semi-space-size=8'];

const command = new Command('npm run bench --')
  .description('what a run costs, against floors measured in the same run; CPU milliseconds a dialogue stand beside every ratio')
  .option('--count <n>', 'dialogues of the full run', integerOption('--count', { min: 100, max: 10_000_000 }), RUN_DEFAULTS.count)
  .option('--skip-memory', 'leave out the runs at 1,000 and 100,000 dialogues and dedup at 100,000 documents')
  .option('--llm', 'the llm engine instead: its client beside fetch and ChatOpenAI, whole runs, what a prefix cache makes of its prompts')
  .option('--llm-faults', 'the llm engine against a server with every fault, judged, and through five kills; takes many minutes')
  .option(
    '--earlier-index <n>',
    'the index of earlier dialogues of npm run refresh instead, at so many',
    integerOption('--earlier-index', { min: 10, max: 10_000_000 }),
  )
  .option('--floor <kind>', 'internal: run one floor in this process', choiceOption('--floor', FLOORS));

process.exitCode = await runCommand(command, process.argv.slice(2), async ({ floor, count, skipMemory, llm, llmFaults, earlierIndex }) => {
  if (floor !== undefined) {
    process.stdout.write(JSON.stringify(await measure(() => runFloor(floor as Floor, share(), PIPELINE.cohortSize))));
    return EXIT.done;
  }
  if (earlierIndex !== undefined) {
    const { measureEarlierIndex } = await import('../bench/earlier-index-speed.js');
    const speed = await measureEarlierIndex(Number(earlierIndex));
    print(
      `index of ${speed.documents} earlier dialogues: file ${Math.round(speed.fileBytes / 1e6)} MB, memory ${Math.round(speed.bytesPerDocument)} bytes a dialogue`,
    );
    print(
      `  opens in ${speed.openS.toFixed(1)} s (${speed.openCpuS.toFixed(1)} s of CPU), ${Math.round(speed.checksPerSecond)} checks a second`,
    );
    return EXIT.done;
  }
  if (llm === true) {
    const { benchLlm } = await import('../bench/llm/bench-llm.js');
    await benchLlm(defaultConfiguration(), print);
    return EXIT.done;
  }
  if (llmFaults === true) {
    const { benchFaults } = await import('../bench/llm/bench-faults.js');
    await benchFaults(defaultConfiguration(), print);
    return EXIT.done;
  }
  await bench(Number(count), skipMemory === true);
  return EXIT.done;
});

async function bench(count: number, skipMemory: boolean): Promise<void> {
  print(`node ${process.version}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown CPU'}`);
  // Before and after: a shared machine changes its speed within minutes.
  const before = await measureFloors();
  const run = await generate(count);
  const after = await measureFloors();
  print(`full run: ${count} dialogues in ${run.wallS.toFixed(1)} s, ${perItem(run, count)} CPU ms a dialogue, peak ${run.peakMb} MB`);

  print(
    `\nfloors: ${FLOOR_DIALOGUES} empty dialogues of 55 steps, one process per core side by side, scaled to ${count}; mean of before and after the run`,
  );
  for (const floor of FLOORS) {
    const costs = [before[floor], after[floor]];
    const [first = 0, last = 0] = costs.map(({ wallS }) => (wallS / FLOOR_DIALOGUES) * count);
    const cpuMs = costs.map((cost) => perItem(cost, FLOOR_DIALOGUES)).join(' and ');
    const ratio = (run.wallS / ((first + last) / 2)).toFixed(3);
    print(
      `  ${FLOOR_NAMES[floor]}: ${first.toFixed(1)} and ${last.toFixed(1)} s, ${cpuMs} CPU ms a dialogue; the run takes ${ratio} x that`,
    );
  }

  const parts = await measureParts(defaultConfiguration(), PART_DIALOGUES, PIPELINE.cohortSize);
  print(`\nparts, CPU ms a dialogue on one thread (${PART_DIALOGUES} dialogues)`);
  for (const key of ['combination', 'graph', 'language', 'gate', 'signature', 'dedup', 'writing'] as const) {
    print(`  ${key}: ${perItem(parts[key], parts.dialogues)}`);
  }

  const { rowsPerSecond, bytesPerRow } = parts.parquet;
  print(`\nparquet, one thread: ${Math.round(rowsPerSecond)} rows a second, ${Math.round(bytesPerRow)} bytes a row`);

  print('\ndedup alone, one thread');
  const utterances = run.records.flatMap(({ dialogue }) => dialogue.map(({ text }) => text));
  for (const documents of skipMemory ? [11_232] : [11_232, 100_000]) {
    const speed = await measureDedup(utterances, documents);
    const signing = `${(100 * speed.signatureShare).toFixed(0)} % of it signatures`;
    print(
      `  ${documents} documents: ${Math.round(speed.documentsPerSecond)} a second (${signing}), index ${Math.round(speed.bytesPerDocument)} bytes a document`,
    );
  }
  print(`\nexport of ${run.records.length} dialogues, each format alone, rows a second`);
  const resources = readExportResources();
  const options = { ...sampleOptions({ split: { train: 1 }, view: 'dialogue' }, resources), ...tableOptions(HUB, resources) };
  for (const { format, rows, rowsPerSecond } of await measureExport({ options, read: readDialogues, templates: TEMPLATES }, run.records)) {
    print(`  ${format}: ${Math.round(rowsPerSecond)} (${rows} rows)`);
  }

  if (skipMemory) return;
  print('\npeak memory of a run (resident, all threads)');
  print(`  ${count}: ${run.peakMb} MB`);
  for (const size of [1_000, 100_000]) {
    const { peakMb, wallS } = await generate(size);
    print(`  ${size}: ${peakMb} MB (${wallS.toFixed(1)} s)`);
  }
}

/** A run as a user makes it: its own process, all cores, gates, dedup and files. */
async function generate(count: number): Promise<Cost & { peakMb: number; records: DialogueRecord[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'rolecs-bench-'));
  try {
    const start = performance.now();
    await child([...GENERATE_FLAGS, GENERATE, '--count', String(count), '--out', folder, '--force']);
    const wallS = (performance.now() - start) / 1000;
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const { machine } = manifest.timings.sessions.at(-1);
    return { wallS, cpuS: machine.cpu_s, peakMb: machine.peak_rss_mb, records: someRecords(join(folder, 'dialogues.jsonl')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function someRecords(path: string): DialogueRecord[] {
  const lines = readFileSync(path)
    .subarray(0, 16 << 20)
    .toString('utf8')
    .split('\n')
    .slice(0, -1);
  return lines.map((line) => JSON.parse(line) as DialogueRecord);
}

async function measureFloors(): Promise<Record<Floor, Cost>> {
  const costs = {} as Record<Floor, Cost>;
  for (const floor of FLOORS) costs[floor] = await measureFloor(floor);
  return costs;
}

/** The floor on all cores at once, as a run would use them. */
async function measureFloor(floor: Floor): Promise<Cost> {
  const costs = await Promise.all(
    Array.from({ length: availableParallelism() }, async () => JSON.parse(await child([SELF, '--floor', floor])) as Cost),
  );
  return { wallS: Math.max(...costs.map(({ wallS }) => wallS)), cpuS: costs.reduce((sum, { cpuS }) => sum + cpuS, 0) };
}

function share(): number {
  return Math.ceil(FLOOR_DIALOGUES / availableParallelism());
}

function child(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const process_ = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    process_.stdout.on('data', (chunk) => {
      output += chunk;
    });
    process_.on('error', reject);
    process_.on('close', (code) => {
      if (code === 0) resolve(output);
      else reject(new RolecsError('bench-failed', `a benchmark process ended with status ${code}`, { exitStatus: EXIT.failed }));
    });
  });
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
