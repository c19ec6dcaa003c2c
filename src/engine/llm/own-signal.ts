/**
 * Does some work under a signal of its own that follows another. The client leaves listeners on the signal it is given, and the signal of a run
 * lives through hundreds of thousands of calls: it must be as it was when a call is over.
 */
export async function underOwnSignal<T>(signal: AbortSignal | undefined, work: (own: AbortSignal | undefined) => Promise<T>): Promise<T> {
  if (!signal) return work(undefined);
  const controller = new AbortController();
  const follow = () => controller.abort(signal.reason);
  if (signal.aborted) follow();
  signal.addEventListener('abort', follow);
  try {
    return await work(controller.signal);
  } finally {
    signal.removeEventListener('abort', follow);
  }
}
