import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DialogueRecord } from '../../domain/dialogue.js';
import { composeGate } from '../../pipeline/candidate-maker.js';
import type { RunConfiguration } from '../../pipeline/run-configuration.js';
import { type LlmRunOptions, manifestIn, runLlm } from './llm-run.js';
import { startServer } from './server-process.js';

const DIALOGUES = 200;
const CONCURRENCY = 64;
const KILLS = 5;

/** Shares of all answers. Only the judge's replies have booleans. */
export const FAULTS = {
  tooMany: 0.05,
  broken: 0.03,
  reset: 0.01,
  silent: 0.005,
  badJson: 0.03,
  fenced: 0.03,
  truncated: 0.02,
  empty: 0.01,
  unknownStrategy: 0.02,
  stringBooleans: 0.02,
};
/** Share of judged dialogues that a sensible judge finds fault with. */
const JUDGE_FAILS = 0.05;

interface Bench {
  configuration: RunConfiguration;
  directory: string;
  print: (line: string) => void;
}

/** Runs against a server with every fault, against one that answers sensibly, and through kills: what was delivered, and what was asked for twice. */
export async function benchFaults(configuration: RunConfiguration, print: (line: string) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'rolecs-bench-'));
  const run = (name: string): Bench => {
    mkdirSync(join(directory, name));
    return { configuration, directory: join(directory, name), print };
  };
  try {
    print(`${DIALOGUES} dialogues, ${CONCURRENCY} in flight, settings as they come`);
    await servedRun(run('faults'), { faults: FAULTS }, ['--gates', 'contract']);
    await servedRun(run('judged'), { faults: FAULTS }, ['--gates', 'contract', '--judge', 'all']);
    await servedRun(run('sensible'), { judgeFails: JUDGE_FAILS }, ['--gates', 'full', '--judge', 'all']);
    await killedRun(run('kills'), ['--gates', 'contract', '--judge', 'all']);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function servedRun(
  { configuration, directory, print }: Bench,
  settings: Readonly<Record<string, unknown>>,
  choices: readonly string[],
): Promise<void> {
  const server = await startServer(settings);
  const out = join(directory, 'out');
  const { status, wallS, stderr } = await runLlm({
    url: server.url,
    directory: out,
    count: DIALOGUES,
    concurrency: CONCURRENCY,
    flags: choices,
  });
  const report = await server.report();
  await server.stop();
  const { usage, counts, quality } = manifestIn(out);
  print(`\n${choices.join(' ')}; faults ${JSON.stringify(report.faults)}`);
  print(`  exit status ${status} after ${wallS.toFixed(0)} s; ${delivered(out, configuration)}`);
  const judged = quality.judge ? `; judged ${quality.judge.judged}, passed ${quality.judge.passed}` : '';
  print(`  rejected: ${JSON.stringify(counts.rejected_by_reason)}${judged}`);
  print(
    `  ${usage.calls} calls, ${usage.retries} retries, ${usage.reasks} replies asked for again; the server saw ${report.requests} calls, ${report.repeated} of them again, ${report.paidTwice} of them answered before`,
  );
  const troubles = stderr.split('\n').filter((line) => /warning|[Uu]nhandled|Error/.test(line));
  print(`  warnings and errors: ${troubles.length === 0 ? 'none' : troubles.join('; ')}`);
}

async function killedRun({ configuration, directory, print }: Bench, flags: readonly string[]): Promise<void> {
  const [out, unhurt] = [join(directory, 'out'), join(directory, 'unhurt')];
  const whole = await startServer();
  const options = { count: DIALOGUES, concurrency: CONCURRENCY } satisfies Partial<LlmRunOptions>;
  await runLlm({ ...options, url: whole.url, directory: unhurt, flags });
  const { requests } = await whole.report();
  await whole.stop();

  const server = await startServer();
  print(`\n${flags.join(' ')}; no faults, killed ${KILLS} times; ${requests} calls without a kill`);
  let before = 0;
  for (let session = 1; session <= KILLS + 1; session++) {
    const until = Math.floor((requests * session) / (KILLS + 1));
    const killWhen = async () => (await server.report()).requests >= until;
    const { status } = await runLlm({
      ...options,
      url: server.url,
      directory: out,
      flags: [...flags, '--resume'],
      ...(session <= KILLS ? { killWhen } : {}),
    });
    const report = await server.report();
    const ended = session <= KILLS ? 'killed' : `exit status ${status}`;
    print(`  session ${session}: ${ended} at call ${report.requests}; ${report.repeated - before} calls asked for again`);
    before = report.repeated;
  }
  await server.stop();
  const { usage } = manifestIn(out);
  print(`  ${delivered(out, configuration)}; the same bytes as without kills: ${bytesOf(out).equals(bytesOf(unhurt))}`);
  print(`  calls in the manifest: ${usage.calls}`);
}

function bytesOf(directory: string): Buffer {
  return readFileSync(join(directory, 'dialogues.jsonl'));
}

/** Held to the row's schema and to the contract, once more and from the file. */
function delivered(directory: string, configuration: RunConfiguration): string {
  const gate = composeGate({ ...configuration, gates: 'contract' });
  const rows = bytesOf(directory).toString('utf8').trimEnd().split('\n');
  const good = rows.filter((row, index) => {
    const parsed = DialogueRecord.safeParse(JSON.parse(row));
    return parsed.success && parsed.data.index === index && gate(parsed.data).rejection === null;
  });
  return `${rows.length} dialogues delivered, ${good.length} of them in order and valid`;
}
