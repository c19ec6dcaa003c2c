import { parentPort, workerData } from 'node:worker_threads';
import { signatureOf } from '../quality/dedup/signature.js';
import type { MakerModule } from './maker-module.js';
import { replayRange } from './replay-range.js';
import { settle } from './settle.js';
import { type JobMessage, toPlainError, type WorkerMessage, type WorkerStart } from './worker-protocol.js';

/** A worker thread: loads a maker once, then answers jobs one at a time. Knows nothing of order, files written or other workers. */
if (!parentPort) throw new Error('worker.ts runs as a worker thread only');
const port = parentPort;
type JobOutput = Extract<WorkerMessage, { type: 'done' }>['output'];
const { configuration, makerModule } = workerData as WorkerStart;

try {
  const module = (await import(makerModule)) as MakerModule;
  const maker = await module.createCandidateMaker(configuration);
  port.on('message', (job: JobMessage) => {
    void answer(async () => {
      switch (job.kind) {
        case 'settle':
          return settle(job.input, { maker, seed: configuration.seed, signatureOf });
        case 'replay':
          return replayRange(job.input);
        case 'requestedShares':
          return (await module.requestedShares?.(configuration)) ?? {};
      }
    });
  });
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'failed', error: toPlainError(error) });
}

async function answer(work: () => Promise<JobOutput>): Promise<void> {
  try {
    const output = await work();
    send({ type: 'done', output }, buffersOf(output));
  } catch (error) {
    send({ type: 'failed', error: toPlainError(error) });
  }
}

function send(message: WorkerMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

/** Finished lines and signatures change hands instead of being copied. */
function buffersOf(output: JobOutput): ArrayBuffer[] {
  if (!Array.isArray(output)) return [];
  const buffers: ArrayBuffer[] = [];
  for (const item of output) {
    if ('signature' in item) {
      buffers.push(item.signature.buffer);
      continue;
    }
    for (const rejected of item.rejected) buffers.push(rejected.line.buffer);
    if (item.accepted) buffers.push(item.accepted.line.buffer, item.accepted.signature.buffer);
  }
  return buffers;
}
