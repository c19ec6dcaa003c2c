import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { runPathsIn } from '../pipeline/run-paths.js';
import type { FindingSink } from '../verification/findings.js';
import type { Version } from './version.js';

/** Whether versions fit together: what each says of itself and of those before it, held against those. */
export class VersionChain {
  readonly accepted: Version[] = [];
  #last: Version | null = null;

  /**
   * Takes in the next version, in the order of their numbers.
   * @param folder where it lies in the dataset
   */
  async add(version: Version, folder: string, findings: FindingSink): Promise<void> {
    const faults = [...placeFaults(version, folder), ...this.#orderFaults(version), ...(await this.#heritageFaults(version))];
    const place = { file: 'manifest.json', line: null, id: null };
    for (const what of faults) findings.add('version-inconsistent', place, what);
    this.#last = version;
    if (version.status === 'accepted') this.accepted.push(version);
  }

  #orderFaults({ number, seed }: Version): string[] {
    if (this.#last === null) return [];
    const expected = this.#last.seed + number - this.#last.number;
    return [
      ...(number === this.#last.number ? [`number ${number} is that of ${this.#last.name} too`] : []),
      ...(seed === expected ? [] : [`seed ${seed}; that of ${this.#last.name} makes it ${expected}`]),
    ];
  }

  /** Faults of what it says of the accepted versions before it. */
  async #heritageFaults({ previous, policy, taken_over: takenOver, parts, directory, deduplicated_against: against }: Version) {
    const dialogues = this.accepted.reduce((sum, version) => sum + version.dialogues - version.taken_over, 0);
    const before = this.accepted.find(({ name }) => name === previous);
    const taken = policy === 'add' && before ? before : null;
    const expected = taken?.dialogues ?? 0;
    return [
      ...(previous === null || before ? [] : [`its previous version ${previous} is not there`]),
      ...(against.versions === this.accepted.length && against.dialogues === dialogues
        ? []
        : [`deduplicated_against: ${show(against)}; there are ${show({ versions: this.accepted.length, dialogues })}`]),
      ...(takenOver === expected ? [] : [`taken_over: ${takenOver}, the previous version has ${expected} to take over`]),
      ...(JSON.stringify(parts.slice(0, -1)) === JSON.stringify(taken?.parts ?? [])
        ? []
        : ['parts: not those of the previous version and one']),
      ...(taken && !(await beginsWith(directory, taken)) ? [`dialogues.jsonl does not begin with that of ${taken.name}`] : []),
    ];
  }
}

function placeFaults({ name, status }: Version, folder: string): string[] {
  const expected = `${status === 'accepted' ? 'versions' : 'refused'}/${name}`;
  return folder === expected ? [] : [`lies in ${folder}; it is that of ${expected}`];
}

/** Whether the dialogues of a version begin with those of an earlier one as that was accepted. */
async function beginsWith(directory: string, taken: Version): Promise<boolean> {
  const earlier = runPathsIn(taken.directory).dialogues;
  const path = runPathsIn(directory).dialogues;
  if (!existsSync(path) || !existsSync(earlier)) return true; // found already: the file is missing
  const hash = createHash('sha256');
  const { size } = statSync(earlier);
  if (size === 0) return true;
  for await (const chunk of createReadStream(path, { end: size - 1 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex') === taken.sha256;
}

function show({ versions, dialogues }: { versions: number; dialogues: number }): string {
  return `${dialogues} dialogues of ${versions} versions`;
}
