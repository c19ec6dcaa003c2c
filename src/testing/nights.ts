import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { DialogueRecord } from '../domain/dialogue.js';
import { textOf } from '../domain/dialogue.js';
import { EXIT } from '../domain/errors.js';
import { DuplicateIndex } from '../quality/dedup/duplicate-index.js';
import { signatureOf } from '../quality/dedup/signature.js';
import { createStream } from '../random/stream.js';
import { datasetPathsIn } from '../refresh/dataset-paths.js';
import { listVersions } from '../refresh/version.js';
import { readLines } from '../resources/read-lines.js';

const PROGRAM = fileURLToPath(new URL('../../dist/testing/refresh-with-data.js', import.meta.url));
const LONGEST_TRIES = 5;

export interface Nights {
  /** Dataset. */
  directory: string;
  dataDir: string;
  nights: number;
  /** Further options of `refresh`. */
  options: string[];
  /** A kill at a random moment in every so many nights; null: none. */
  killEvery: number | null;
  /** A bad version in every so many nights, made of these by turns. */
  badEvery: number;
  bad: readonly { dataDir: string; options: string[] }[];
  /** Decides the moments of the kills. */
  seed: string;
}

/** What a dataset looks like from outside after a night. */
export interface NightOutcome {
  night: number;
  /** Whether its version was to be bad. */
  bad: boolean;
  /** Exit status of every try; null: killed. */
  statuses: (number | null)[];
  /** What `current` points to. */
  current: string;
  seconds: number;
}

/** Plays one night after another, with moved dates. Checks after every try that `current` points to a whole version. */
export async function* playNights(plan: Nights): AsyncGenerator<NightOutcome> {
  const stream = createStream(`nights/${plan.seed}`);
  let usualMs = 8_000;
  for (let night = 1; night <= plan.nights; night++) {
    const date = new Date(Date.UTC(2026, 0, night)).toISOString().slice(0, 10);
    const kill = plan.killEvery !== null && night % plan.killEvery === 0;
    const started = Date.now();
    const statuses: (number | null)[] = [];
    do {
      const killAfterMs = kill && statuses.length === 0 ? stream.int(Math.ceil(usualMs)) : null;
      statuses.push(await refreshOnce([...argumentsOf(plan, night), '--date', date], killAfterMs));
      checkCurrent(plan.directory);
    } while (!isDone(plan.directory, date) && statuses.length < LONGEST_TRIES);
    const tookMs = Date.now() - started;
    if (!kill) usualMs = (usualMs + tookMs) / 2;
    const { current } = datasetPathsIn(plan.directory);
    const pointedTo = existsSync(current) ? basename(realpathSync(current)) : '';
    yield { night, bad: badOf(plan, night) !== undefined, statuses, current: pointedTo, seconds: tookMs / 1000 };
  }
}

/** Names, states and contents of all versions: what kills must not change. */
export async function sequenceOf(directory: string): Promise<string[]> {
  const versions = await listVersions(datasetPathsIn(directory));
  return versions.map(({ name, status, seed, dialogues, sha256 }) => `${name} ${status} seed ${seed}: ${dialogues} ${sha256}`);
}

/** Dialogues of accepted versions that repeat an earlier one, in this version or another. */
export async function duplicatesAcross(directory: string): Promise<string[]> {
  const texts: string[] = [];
  const index = new DuplicateIndex({ expectedDocuments: 10_000, readText: (document) => texts[document] as string });
  const found: string[] = [];
  for (const version of await listVersions(datasetPathsIn(directory))) {
    if (version.status !== 'accepted') continue;
    let line = 0;
    for await (const { bytes } of readLines(join(version.directory, 'dialogues.jsonl'))) {
      if (line++ < version.taken_over) continue;
      const { id, dialogue } = JSON.parse(bytes.toString('utf8')) as DialogueRecord;
      const text = textOf(dialogue);
      const signature = signatureOf(text);
      const duplicate = index.check(text, signature);
      if (duplicate) found.push(`${version.name} ${id}: ${duplicate.kind} ${duplicate.similarity}`);
      index.add(text, signature);
      texts.push(text);
    }
  }
  return found;
}

/** Whether a night ended as it had to: a bad version refused by a gate, any other accepted. */
export function endedWell({ bad, statuses }: NightOutcome): boolean {
  return statuses.at(-1) === (bad ? EXIT.gateRefused : EXIT.done);
}

/** What the bad version of a night is made of; undefined on other nights. */
function badOf({ badEvery, bad }: Nights, night: number): Nights['bad'][number] | undefined {
  return night % badEvery === 0 ? bad[(night / badEvery - 1) % bad.length] : undefined;
}

function argumentsOf(plan: Nights, night: number): string[] {
  const own = badOf(plan, night);
  return [own?.dataDir ?? plan.dataDir, '--dir', plan.directory, ...plan.options, ...(own?.options ?? [])];
}

/** @returns the exit status; null when it was killed before its end */
async function refreshOnce(args: readonly string[], killAfterMs: number | null): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'ignore', env: {} });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (killAfterMs !== null) {
    await Promise.race([sleep(killAfterMs, undefined, { ref: false }), ended]);
    child.kill('SIGKILL');
  }
  return ended;
}

/** A scheduler's view: the version of that day is there, and nothing is left half made. */
function isDone(directory: string, date: string): boolean {
  const { versions, refused, pending } = datasetPathsIn(directory);
  const name = `v${date.replaceAll('-', '.')}`;
  return !existsSync(pending) && (existsSync(join(versions, name)) || existsSync(join(refused, name)));
}

/** Throws unless `current`, where there is one, is a version that is as its manifest says. */
function checkCurrent(directory: string): void {
  const { current, versions } = datasetPathsIn(directory);
  const entries = existsSync(versions) ? readdirSync(versions) : [];
  if (!existsSync(current)) {
    if (entries.length > 1) throw new Error(`${current} is gone while ${entries.length} versions are there`);
    return;
  }
  const { files } = JSON.parse(readFileSync(join(current, 'manifest.json'), 'utf8')) as { files: Record<string, { sha256: string }> };
  for (const [name, { sha256 }] of Object.entries(files)) {
    const found = createHash('sha256')
      .update(readFileSync(join(current, name)))
      .digest('hex');
    if (found !== sha256) throw new Error(`${join(current, name)} is not as its manifest says`);
  }
}
