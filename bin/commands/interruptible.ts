import { Interrupted } from './exit-code';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Work that is told when the user wants it to end, and then tidies up after itself. A second signal ends this process at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const control = new AbortController();
  const stop = (signal: NodeJS.Signals): void => {
    SIGNALS.forEach((one) => process.removeListener(one, stop));
    control.abort(new Interrupted(`interrupted (${signal})`));
  };
  SIGNALS.forEach((one) => process.on(one, stop));
  try {
    return await work(control.signal);
  } finally {
    SIGNALS.forEach((one) => process.removeListener(one, stop));
  }
}
