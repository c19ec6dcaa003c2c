import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DialogueRecord } from '../../domain/dialogue.js';
import type { RunConfiguration } from '../../pipeline/run-configuration.js';
import { type Cost, perItem } from '../clock.js';
import { CLIENTS, measureClients } from './client-overhead.js';
import { costOf, inputFiguresOf } from './input-figures.js';
import { manifestIn, runLlm } from './llm-run.js';
import { startServer } from './server-process.js';

const CONCURRENCY = 64;
const ROUNDS = 5;
const RUN_DIALOGUES = 128;
const CACHE_DIALOGUES = 24;

/**
 * The workflow published with the framework, its prompts over a dialogue of 27 utterances: characters sent, and not seen by a cache of 64-character
 * blocks, for each dialogue.
 */
const PUBLISHED = { sent: 90_500, unseen: 41_900 };

/** What the llm engine's client costs at no latency, and what a prefix cache makes of its prompts. */
export async function benchLlm(configuration: RunConfiguration, print: (line: string) => void): Promise<void> {
  await benchClients(configuration, print);
  await benchRuns(print);
  await benchPrefixCache(print);
}

async function benchClients(configuration: RunConfiguration, print: (line: string) => void): Promise<void> {
  const server = await startServer();
  const { calls, costs } = await measureClients(server.url, configuration, { concurrency: CONCURRENCY, rounds: ROUNDS });
  await server.stop();
  print(`client, no latency, ${CONCURRENCY} in flight, server in another process: median of ${ROUNDS} rounds of ${calls} calls`);
  for (const client of CLIENTS) {
    const ratio = (costs[client].cpuS / costs['chat-openai'].cpuS).toFixed(2);
    print(`  ${client}: ${rateOf(costs[client], calls)}; ${ratio} x ChatOpenAI`);
  }
}

async function benchRuns(print: (line: string) => void): Promise<void> {
  print(`\nwhole run of ${RUN_DIALOGUES} dialogues, ${CONCURRENCY} in flight, start of the process included`);
  for (const checkpoints of ['sqlite', 'off']) {
    await inFolder(async (directory) => {
      const server = await startServer();
      const flags = ['--gates', 'contract', '--checkpoints', checkpoints];
      const { status, stderr } = await runLlm({ url: server.url, directory, count: RUN_DIALOGUES, concurrency: CONCURRENCY, flags });
      await server.stop();
      if (status !== 0) throw new Error(`the run ended with status ${status}: ${stderr}`);
      const { usage, timings } = manifestIn(directory);
      const { wall_s, machine } = timings.sessions.at(-1) as (typeof timings.sessions)[number];
      const rate = rateOf({ wallS: wall_s, cpuS: machine.cpu_s }, usage.calls);
      print(`  checkpoints ${checkpoints}: ${usage.calls} calls, ${rate}, peak ${machine.peak_rss_mb} MB`);
    });
  }
}

/** One dialogue after the other, one model for all roles, no replies that are asked for again. */
async function benchPrefixCache(print: (line: string) => void): Promise<void> {
  await inFolder(async (directory) => {
    const server = await startServer();
    const { status, stderr } = await runLlm({
      url: server.url,
      directory,
      count: CACHE_DIALOGUES,
      concurrency: 1,
      flags: ['--gates', 'contract'],
    });
    const requests = (await server.requests()).slice(1); // the first is the preflight
    await server.stop();
    if (status !== 0) throw new Error(`the run ended with status ${status}: ${stderr}`);
    const { sent, unseen } = inputFiguresOf(requests);
    const accepted = linesOf(directory, 'dialogues.jsonl').map((line) => DialogueRecord.parse(JSON.parse(line)));
    const played = accepted.length + linesOf(directory, 'rejected.jsonl').length;
    const ours = { sent: sent / played, unseen: unseen / played };
    const utterances = accepted.reduce((sum, { dialogue }) => sum + dialogue.length, 0) / accepted.length;
    const shape = `${played} dialogues of ${utterances.toFixed(1)} utterances and ${(requests.length / played).toFixed(1)} calls`;
    print(`\nprefix cache of 64-character blocks, ${shape}; the published workflow, 27 utterances, in brackets`);
    print(`  sent: ${Math.round(ours.sent)} characters a dialogue (${PUBLISHED.sent})`);
    print(`  not seen: ${Math.round(ours.unseen)} (${PUBLISHED.unseen}), ${share(ours.unseen, PUBLISHED.unseen)} of theirs; at most 25 %`);
    print(
      `  cost with cached input at a fifth: ${Math.round(costOf(ours))} (${Math.round(costOf(PUBLISHED))}), ${share(costOf(ours), costOf(PUBLISHED))} of theirs; at most 60 %`,
    );
  });
}

function linesOf(directory: string, name: string): string[] {
  return readFileSync(join(directory, name), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

function rateOf(cost: Cost, calls: number): string {
  return `${Math.round(calls / cost.wallS)} calls a second, ${perItem(cost, calls)} CPU ms a call`;
}

function share(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1)} %`;
}

async function inFolder(work: (directory: string) => Promise<void>): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'rolecs-bench-'));
  try {
    await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
