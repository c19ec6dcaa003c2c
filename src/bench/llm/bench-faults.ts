import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DialogueRecord } from '../../domain/dialogue.js';
import { type LlmRunOptions, manifestIn, runLlm } from './llm-run.js';
import { startServer } from './server-process.js';

const DIALOGUES = 200;
const CONCURRENCY = 64;
const KILLS = 5;

/** Shares of all answers. None of the five agents answers with a boolean, so that a boolean in quotes has no place here. */
const FAULTS = {
  tooMany: 0.05,
  broken: 0.03,
  reset: 0.01,
  silent: 0.005,
  badJson: 0.03,
  fenced: 0.03,
  truncated: 0.02,
  empty: 0.01,
  unknownStrategy: 0.02,
};

/** A run against a server with every fault, then one that is killed again and again: what was delivered, and what was asked for twice. */
export async function benchFaults(print: (line: string) => void): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'rolecs-bench-'));
  try {
    await faultRun(join(directory, 'faults'), print);
    await killedRun(join(directory, 'kills'), print);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function faultRun(directory: string, print: (line: string) => void): Promise<void> {
  const server = await startServer({ faults: FAULTS });
  const { status, wallS, stderr } = await runLlm({ url: server.url, directory, count: DIALOGUES, concurrency: CONCURRENCY });
  const report = await server.report();
  await server.stop();
  print(`${DIALOGUES} dialogues, ${CONCURRENCY} in flight, faults ${JSON.stringify(report.faults)}`);
  print(`  exit status ${status} after ${wallS.toFixed(0)} s; ${delivered(directory)}; ${JSON.stringify(manifestIn(directory).usage)}`);
  print(`  the server saw ${report.requests} calls, ${report.repeated} of them again, ${report.paidTwice} of them answered before`);
  const warnings = stderr.split('\n').filter((line) => /warning|[Uu]nhandled|Error/.test(line));
  print(`  warnings and errors: ${warnings.length === 0 ? 'none' : warnings.join('; ')}`);
}

async function killedRun(directory: string, print: (line: string) => void): Promise<void> {
  const whole = await startServer();
  const options = { directory, count: DIALOGUES, concurrency: CONCURRENCY } satisfies Partial<LlmRunOptions>;
  await runLlm({ ...options, url: whole.url, directory: `${directory}-none` });
  const { requests } = await whole.report();
  await whole.stop();

  const server = await startServer();
  print(`\nthe same without faults, killed ${KILLS} times`);
  let before = 0;
  for (let session = 0; session <= KILLS; session++) {
    const until = Math.floor((requests * (session + 1)) / (KILLS + 1));
    const killWhen = async () => (await server.report()).requests >= until;
    const { status } = await runLlm({
      ...options,
      url: server.url,
      flags: ['--resume'],
      ...(session < KILLS ? { killWhen } : {}),
    });
    const report = await server.report();
    const ended = session < KILLS ? 'killed' : `exit status ${status}`;
    print(
      `  session ${session + 1}: ${ended} at call ${report.requests} of ${requests}; ${report.repeated - before} calls asked for again`,
    );
    before = report.repeated;
  }
  await server.stop();
  print(`  ${delivered(directory)}; the same bytes as without kills: ${bytesOf(directory).equals(bytesOf(`${directory}-none`))}`);
}

function bytesOf(directory: string): Buffer {
  return readFileSync(join(directory, 'dialogues.jsonl'));
}

function delivered(directory: string): string {
  const rows = bytesOf(directory).toString('utf8').trimEnd().split('\n');
  const good = rows.filter((row, index) => {
    const parsed = DialogueRecord.safeParse(JSON.parse(row));
    return parsed.success && parsed.data.index === index;
  });
  return `${rows.length} dialogues delivered, ${good.length} of them in order and of the right shape`;
}
