/** What can be wrong with a dataset, and what to do about it. `§` marks a clause of the contract's section 3. */
export const KINDS = {
  'manifest-edited': 'restore manifest.json from a copy: its figures and hashes cannot be relied on',
  'file-missing': 'restore the file from a copy, or generate the dataset again',
  'file-unlisted': 'move it elsewhere: a loader that reads the whole folder would take it in',
  'file-changed': 'restore the file from a copy, or generate the dataset again',
  'version-inconsistent': 'restore the version from a copy: its parts are not those of the versions before it',
  'index-damaged': 'remove the index: the next `npm run refresh` makes it again from the versions',
  'current-broken': 'run `npm run refresh`: it points current to the last good version',
  'rows-wrong': 'make the export again: the file and the manifest do not tell the same number of rows',
  'row-unreadable': 'restore the file from a copy, or generate the dataset again',
  'row-misplaced': 'restore the file from a copy: rows were added, moved, removed or come from another run',
  'row-repeated': 'remove the later row: it stands there twice',
  'row-inconsistent': 'restore the file from a copy: the row contradicts the manifest or itself',
  'rejects-inconsistent': 'restore rejected.jsonl from a copy: it does not fit dialogues.jsonl',
  'figure-wrong': 'restore manifest.json or the rows from a copy, whichever was changed: they do not tell the same',
  '§3.1 speakers': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.2 labels': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.3 required strategies': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.4 strategy runs': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.5 combination and stages': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.6 clean text': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.7 privacy': 'leave the row out, and find out where the text comes from',
  '§3.8 repetition': 'leave the row out: it breaks the contract whatever its hash says',
  '§3.9 numbers': 'leave the row out: the supporter states what nothing supports',
  '§3.10 duplicates': 'leave the later row out',
  '§3 whole set': 'generate the dataset again: its quotas or its lengths are not what the contract says',
} as const;
export type Kind = keyof typeof KINDS;

/** Where something is wrong; `line` counts from 1, null where a file as a whole is meant. */
export interface Place {
  file: string;
  line: number | null;
  id: string | null;
}

export interface Finding extends Place {
  what: string;
}

export interface FindingGroup {
  kind: Kind;
  count: number;
  /** What to do. */
  hint: string;
  /** The first ones. */
  findings: Finding[];
}

/** Who is told what is wrong. */
export interface FindingSink {
  add(kind: Kind, place: Place, what: string): void;
}

/** Collects what is wrong: counts everything, keeps the first findings of each kind. */
export class Findings implements FindingSink {
  readonly #groups = new Map<Kind, FindingGroup>();
  readonly #kept: number;

  /** @param kept findings of a kind that are kept word for word */
  constructor(kept: number) {
    this.#kept = kept;
  }

  add(kind: Kind, place: Place, what: string): void {
    const group = this.#groups.get(kind) ?? { kind, count: 0, hint: KINDS[kind], findings: [] };
    this.#groups.set(kind, group);
    group.count++;
    if (group.findings.length < this.#kept) group.findings.push({ ...place, what });
  }

  /** The same for files that lie in a folder of the dataset. */
  below(folder: string): FindingSink {
    return { add: (kind, place, what) => this.add(kind, { ...place, file: `${folder}/${place.file}` }, what) };
  }

  /** In the order of `KINDS`. */
  groups(): FindingGroup[] {
    return (Object.keys(KINDS) as Kind[]).map((kind) => this.#groups.get(kind)).filter((group) => group !== undefined);
  }
}
