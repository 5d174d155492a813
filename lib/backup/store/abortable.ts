/** The same body, that also ends with the signal's reason while its source is silent. */
export async function* abortable<T>(body: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T, void, undefined> {
  signal?.throwIfAborted();
  const iterator = body[Symbol.asyncIterator]();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(reasonOf(signal!));
    signal?.addEventListener('abort', abort, { once: true });
  });
  aborted.catch(() => undefined);
  let ended = false;
  try {
    for (;;) {
      const step = iterator.next();
      step.catch(() => undefined);
      const next = await Promise.race([step, aborted]);
      if (next.done) {
        ended = true;
        return;
      }
      yield next.value;
    }
  } finally {
    signal?.removeEventListener('abort', abort!);
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
