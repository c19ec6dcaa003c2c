import { pino } from 'pino';
import type { RunLog } from '../pipeline/run-dependencies.js';

/** Appends to the log of a run. A log that cannot be written is no reason to lose the run: the data files will say so themselves. */
export function openRunLog(path: string): RunLog {
  const destination = pino.destination({ dest: path, sync: true });
  destination.on('error', () => {});
  return pino({ level: 'info', base: { pid: process.pid } }, destination);
}
