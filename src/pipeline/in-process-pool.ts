import { PIPELINE } from '../config/run-defaults.js';
import type { CandidateMaker } from '../domain/candidate.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { DialogueCheckpoints } from '../graph/dialogue-checkpoints.js';
import { signatureOf } from '../quality/dedup/signature.js';
import type { FinishedDialogues } from './finished-dialogues.js';
import type { JobPool, PaidUsage } from './job-pool.js';
import type { RequestedShares } from './maker-module.js';
import { replayRange } from './replay-range.js';
import { type SettledIndex, settle } from './settle.js';
import type { JobKind, WorkerJobs } from './worker-protocol.js';

export interface InProcessSetup {
  maker: CandidateMaker;
  requestedShares: RequestedShares;
  seed: number;
  /** Dialogues in flight at most. */
  concurrency: number;
  /** Where a finished dialogue waits for its turn; opened with the first job, when the folder is locked. */
  openFinished: () => Promise<FinishedDialogues>;
  /** Steps of the dialogues under way; opened with it. */
  checkpoints: DialogueCheckpoints | null;
  /** Keeps the dialogues under way from asking for more. */
  end: () => void;
  usage: () => PaidUsage;
  /** For the manifest: `JobPool.facts`. */
  facts: Readonly<Record<string, unknown>>;
}

/** Many dialogues in flight on one thread, one each job: for an engine that waits for a server. What is finished is kept before it is handed on. */
export class InProcessPool implements JobPool {
  readonly ready = Promise.resolve();
  readonly rangeSize = 1;
  readonly rangesAhead = PIPELINE.llmDialoguesAhead;
  readonly #setup: InProcessSetup;
  readonly #queue: (() => void)[] = [];
  #finished: Promise<FinishedDialogues> | null = null;
  readonly #underWay = new Set<Promise<unknown>>();
  #running = 0;
  #closed = false;

  constructor(setup: InProcessSetup) {
    this.#setup = setup;
  }

  async run<Kind extends JobKind>(
    kind: Kind,
    input: WorkerJobs[Kind]['input'],
    options: { urgent: boolean } = { urgent: false },
  ): Promise<WorkerJobs[Kind]['output']> {
    if (kind === 'requestedShares') return this.#setup.requestedShares as never;
    if (kind === 'replay') return (await replayRange(input as WorkerJobs['replay']['input'])) as never;
    const settling = this.#settle(input as WorkerJobs['settle']['input'], options.urgent);
    this.#underWay.add(settling);
    try {
      return (await settling) as never;
    } finally {
      this.#underWay.delete(settling);
    }
  }

  usage(): PaidUsage {
    return this.#setup.usage();
  }

  facts(): Readonly<Record<string, unknown>> {
    return this.#setup.facts;
  }

  busyMs(): number {
    return 0;
  }

  /** What is under way stops at its next step; until then it may still be answered, and what it gets is kept. */
  async drain(): Promise<void> {
    this.#closed = true;
    this.#setup.end();
    for (const enter of this.#queue.splice(0)) enter();
    await Promise.allSettled(this.#underWay);
  }

  async close(): Promise<void> {
    await this.drain();
    const finished = await this.#finished?.catch(() => null); // who asked for it has seen why it did not open
    if (!finished) return;
    // Dialogues under way are lost where nothing keeps their steps; what they cost is not.
    await finished.note(this.#setup.usage());
    await finished.close();
    this.#setup.checkpoints?.close();
  }

  async #settle(requests: WorkerJobs['settle']['input'], urgent: boolean): Promise<SettledIndex[]> {
    this.#finished ??= this.#setup.openFinished();
    const finished = await this.#finished;
    const [request] = requests;
    const kept = request && finished.take(request);
    if (kept) return [kept];
    await this.#enter(urgent);
    try {
      if (this.#closed) throw new RolecsError('pool-closed', 'the run was stopped', { exitStatus: EXIT.failed });
      const { maker, seed, usage, checkpoints } = this.#setup;
      const settled = await settle(requests, { maker, seed, signatureOf });
      if (request && settled[0]) {
        await finished.keep(request, settled[0], usage());
        checkpoints?.forget(request.index);
      }
      return settled;
    } finally {
      this.#leave();
    }
  }

  async #enter(urgent: boolean): Promise<void> {
    if (this.#running < this.#setup.concurrency) this.#running++;
    else {
      await new Promise<void>((resolve) => {
        if (urgent) this.#queue.unshift(resolve);
        else this.#queue.push(resolve);
      });
    }
  }

  /** The place goes to the next in line, so that nobody slips in between. */
  #leave(): void {
    const next = this.#queue.shift();
    if (next) next();
    else this.#running--;
  }
}
