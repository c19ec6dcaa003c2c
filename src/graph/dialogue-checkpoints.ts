import { BaseCheckpointSaver } from '@langchain/langgraph';
import { RolecsError } from '../domain/errors.js';

/** The optional packages behind it. Their names are not known to the compiler, so that everything else builds and runs without them. */
const PACKAGE: string = '@langchain/langgraph-checkpoint-sqlite';
/** What that package brings, 12, aborts on Node from 24.19 on (nodejs/node#65446); 13 needs Node 22. */
const DATABASE: string = Number.parseInt(process.versions.node, 10) >= 22 ? 'better-sqlite3-13' : 'better-sqlite3';

/** What is used of the packages. */
interface SqliteSaver extends BaseCheckpointSaver {
  setup(): void;
  db: {
    pragma(text: string): unknown;
    exec(sql: string): unknown;
    prepare(sql: string): { run(...values: unknown[]): unknown; all(...values: unknown[]): unknown[] };
    close(): void;
  };
}
type OpenSqlite = (path: string) => SqliteSaver;

async function importSqlite(): Promise<OpenSqlite> {
  const [{ SqliteSaver }, { default: Database }] = await Promise.all([import(PACKAGE), import(DATABASE)]);
  return (path) => new SqliteSaver(new Database(path));
}

/** A dialogue that is to be rejected and made anew is another thread. */
export function threadOf({ index, attempt }: { index: number; attempt: number }): string {
  return `${index}/${attempt}`;
}

/**
 * LangGraph's SQLite checkpointer for dialogues under way: one thread a candidate, of which only the latest checkpoint is kept, so that the file
 * grows with the dialogues in flight and not with their steps. Written through the operating system at every step: a killed process loses
 * nothing, a power cut the last moments.
 */
export class DialogueCheckpoints extends BaseCheckpointSaver {
  readonly #openSqlite: OpenSqlite;
  #saver: SqliteSaver | null = null;
  #left = new Set<string>();
  #books: () => string = () => '';

  private constructor(openSqlite: OpenSqlite) {
    super();
    this.#openSqlite = openSqlite;
  }

  /**
   * Loads the packages and tries whether they work here; writes nothing.
   * @throws RolecsError `checkpoints-missing`
   */
  static async load(importPackages: () => Promise<OpenSqlite> = importSqlite): Promise<DialogueCheckpoints> {
    try {
      const openSqlite = await importPackages();
      openSqlite(':memory:').db.close();
      return new DialogueCheckpoints(openSqlite);
    } catch (cause) {
      const [said] = (cause as Error).message.split('\n');
      throw new RolecsError('checkpoints-missing', `checkpoints of dialogues need ${PACKAGE} and ${DATABASE}, optional packages: ${said}`, {
        cause,
        hint: 'npm ci --include=optional, or go on without them: --checkpoints off (a kill then costs the dialogues in flight)',
      });
    }
  }

  /**
   * Opens the file, or makes it.
   * @param books what is to stand in the file beside every step: what has been paid for so far
   * @returns the books as they stood at the last step of an earlier session, or null
   * @throws RolecsError `checkpoints-damaged`
   */
  open(path: string, books: () => string): string | null {
    this.#books = books;
    try {
      this.#saver = this.#openSqlite(path);
      this.#saver.db.pragma('synchronous = NORMAL');
      this.#saver.setup();
      this.#saver.db.exec('CREATE TABLE IF NOT EXISTS books (page INTEGER PRIMARY KEY, text TEXT NOT NULL)');
      const rows = this.#saver.db.prepare('SELECT DISTINCT thread_id FROM checkpoints').all() as { thread_id: string }[];
      this.#left = new Set(rows.map(({ thread_id }) => thread_id));
      const [page] = this.#saver.db.prepare('SELECT text FROM books').all() as { text: string }[];
      return page?.text ?? null;
    } catch (cause) {
      throw new RolecsError('checkpoints-damaged', `${path} cannot be read as checkpoints: ${(cause as Error).message}`, {
        cause,
        hint: 'remove it: the dialogues that were in flight are made again, the finished ones stay',
      });
    }
  }

  /** Whether an earlier session left this thread unfinished, or finished and not yet taken. */
  has(thread: string): boolean {
    return this.#left.has(thread);
  }

  /** The index is settled and kept elsewhere: its threads go away, whatever the attempt. */
  forget(index: number): void {
    const { db } = this.#open;
    // The name of a thread begins with its index: '/' is the character before '0'.
    for (const table of ['checkpoints', 'writes']) {
      db.prepare(`DELETE FROM ${table} WHERE thread_id >= ? AND thread_id < ?`).run(`${index}/`, `${index}0`);
    }
  }

  close(): void {
    this.#saver?.db.close();
    this.#saver = null;
  }

  override getTuple(...input: Parameters<BaseCheckpointSaver['getTuple']>) {
    return this.#open.getTuple(...input);
  }

  override list(...input: Parameters<BaseCheckpointSaver['list']>) {
    return this.#open.list(...input);
  }

  override async put(...[config, checkpoint, ...rest]: Parameters<BaseCheckpointSaver['put']>) {
    const saver = this.#open;
    // First what has been paid: cut off between the two, a step is played and counted again, as it is paid again.
    saver.db.prepare('INSERT OR REPLACE INTO books VALUES (1, ?)').run(this.#books());
    const kept = await saver.put(config, checkpoint, ...rest);
    saver.db
      .prepare('DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id <> ?')
      .run(config.configurable?.thread_id, checkpoint.id);
    return kept;
  }

  /**
   * Nothing: what one node wrote stands in the checkpoint that follows at once, since no two nodes of this graph run at a time. A node whose
   * checkpoint is missing runs again.
   */
  override async putWrites(): Promise<void> {}

  override deleteThread(thread: string): Promise<void> {
    return this.#open.deleteThread(thread);
  }

  get #open(): SqliteSaver {
    if (!this.#saver) throw new Error('the checkpoints are not open: the run has ended');
    return this.#saver;
  }
}
