import { EXIT, type ExitStatus } from '../domain/errors.js';

export interface StopSignals {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** The exit status that the signal calls for; null while there was none. */
  status(): ExitStatus | null;
  /** Leaves the signals alone again. */
  dispose(): void;
}

/** The first SIGINT or SIGTERM asks the work to end, the second ends the process at once. */
export function listenForStop(onStop: () => void): StopSignals {
  const controller = new AbortController();
  let status: ExitStatus | null = null;
  const stopWith = (wanted: ExitStatus) => (): void => {
    if (status !== null) process.exit(wanted);
    status = wanted;
    onStop();
    controller.abort();
  };
  const onInterrupt = stopWith(EXIT.interrupted);
  const onTerminate = stopWith(EXIT.terminated);
  process.on('SIGINT', onInterrupt);
  process.on('SIGTERM', onTerminate);
  return {
    signal: controller.signal,
    status: () => status,
    dispose() {
      process.off('SIGINT', onInterrupt);
      process.off('SIGTERM', onTerminate);
    },
  };
}
