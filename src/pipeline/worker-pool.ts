import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { PIPELINE } from '../config/run-defaults.js';
import { EXIT, RolecsError } from '../domain/errors.js';
import type { JobPool } from './job-pool.js';
import { fromPlainError, type JobKind, type WorkerJobs, type WorkerMessage, type WorkerStart } from './worker-protocol.js';

interface WaitingJob {
  kind: JobKind;
  input: WorkerJobs[JobKind]['input'];
  resolve: (output: never) => void;
  reject: (error: Error) => void;
}

/** Environment of the workers: nothing of the user's, so that neither tracing nor a proxy setting changes what an offline run makes. */
const WORKER_ENVIRONMENT = { LANGSMITH_TRACING: 'false', LANGCHAIN_TRACING_V2: 'false' };

/**
 * Worker threads and one queue of jobs. A worker has one job at a time, so an urgent job waits for one running job at most.
 * The first failure of any worker fails the pool: every open and every later job is rejected with it.
 */
export class WorkerPool implements JobPool {
  /** The first worker stands ready: the configuration and the resources are good. Rejects with what is wrong with them. */
  readonly ready: Promise<void>;
  readonly rangeSize = PIPELINE.cohortSize;
  readonly rangesAhead: number;
  readonly #workers: Worker[] = [];
  readonly #idle: Worker[] = [];
  readonly #queue: WaitingJob[] = [];
  readonly #running = new Map<Worker, WaitingJob>();
  #failure: Error | null = null;
  #closed = false;

  constructor(size: number, start: WorkerStart) {
    // The small young generation that the main thread is started with would hold for workers too, before their own limits: three times the garbage collections.
    setFlagsFromString('--max-semi-space-size=0');
    this.rangesAhead = size * PIPELINE.rangesAheadPerWorker;
    this.ready = new Promise((resolve, reject) => {
      for (let i = 0; i < size; i++) this.#start(start, resolve, reject);
    });
    this.ready.catch(() => {}); // whoever awaits `ready` sees it; nobody else has to
  }

  /** @param options.urgent goes before everything that waits */
  run<Kind extends JobKind>(
    kind: Kind,
    input: WorkerJobs[Kind]['input'],
    options: { urgent: boolean } = { urgent: false },
  ): Promise<WorkerJobs[Kind]['output']> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      const job: WaitingJob = { kind, input, resolve, reject };
      if (options.urgent) this.#queue.unshift(job);
      else this.#queue.push(job);
      this.#dispatch();
    });
  }

  /** Time the workers were busy so far, in milliseconds, all together. */
  busyMs(): number {
    return this.#workers.reduce((total, worker) => total + worker.performance.eventLoopUtilization().active, 0);
  }

  /** Nothing here is paid for. */
  usage(): null {
    return null;
  }

  facts(): Record<string, never> {
    return {};
  }

  /** Nothing is paid for: nothing to wait for. */
  drain(): Promise<void> {
    return Promise.resolve();
  }

  /** Stops the workers where they stand. Open jobs are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#fail(new RolecsError('pool-closed', 'the worker pool was closed', { exitStatus: EXIT.failed }));
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #start(start: WorkerStart, onReady: () => void, onFailure: (error: Error) => void): void {
    const worker = new Worker(new URL('./worker.js', import.meta.url), {
      workerData: start,
      env: WORKER_ENVIRONMENT,
      resourceLimits: PIPELINE.workerMemory,
    });
    const fail = (error: Error): void => {
      onFailure(error);
      this.#fail(error);
    };
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'ready') onReady();
      if (message.type === 'failed') return fail(fromPlainError(message.error));
      const job = this.#running.get(worker);
      this.#running.delete(worker);
      if (message.type === 'done') job?.resolve(message.output as never);
      this.#idle.push(worker);
      this.#dispatch();
    });
    worker.on('error', (error) => fail(fromPlainError({ message: error.message, stack: error.stack, known: null })));
    worker.on('exit', (code) => {
      if (!this.#closed) fail(fromPlainError({ message: `it ended with status ${code}`, stack: undefined, known: null }));
    });
    this.#workers.push(worker);
  }

  #dispatch(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop() as Worker;
      const job = this.#queue.shift() as WaitingJob;
      this.#running.set(worker, job);
      worker.postMessage({ kind: job.kind, input: job.input });
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const job of [...this.#queue.splice(0), ...this.#running.values()]) job.reject(this.#failure);
    this.#running.clear();
  }
}
