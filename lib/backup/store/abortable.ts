/** The same body, that also ends with the signal's reason while its source is silent. */
export async function* abortable<T>(body: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, undefined> {
  signal?.throwIfAborted();
  const iterator = body[Symbol.asyncIterator]();
  // One promise for each step, never one for all of them: what is raced against a promise that lives on is kept by it, and so
  // is every chunk that ever passed.
  let fail: ((reason: Error) => void) | undefined;
  const abort = (): void => fail?.(reasonOf(signal!));
  signal?.addEventListener('abort', abort, { once: true });
  let ended = false;
  try {
    for (;;) {
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        fail = reject;
        if (signal?.aborted) {
          abort();
        }
        iterator.next().then(resolve, reject);
      });
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', abort);
    if (!ended) {
      // Not awaited: a generator that is waiting for its source answers only when that does.
      void Promise.resolve(iterator.return?.()).catch(() => undefined);
    }
  }
}

/** What an aborted signal was aborted for, as an error. */
export function reasonOf(signal: AbortSignal): Error {
  // Not by instanceof: where an error comes from another context of the same process it is no instance of this one's class.
  const reason: unknown = signal.reason;
  return typeof reason === 'object' && reason !== null && 'message' in reason ? reason as Error : new Error(`stopped: ${String(reason)}`);
}
