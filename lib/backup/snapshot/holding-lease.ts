import { hostname } from 'node:os';
import { Lease } from '../store/lease';
import type { Store } from '../store/store';
import { BackupAborted } from './aborted';

/** Longest time a run that died keeps others out, in seconds. */
const TTL_SECONDS = 60;

/** Another backup of the deployment is being taken. */
export class BackupUnderWay extends Error {
  constructor(deployment: string, public readonly holder: string) {
    super(`a backup of ${deployment} is being taken by ${holder}: wait until it has finished, or ${TTL_SECONDS} s after it died`);
    this.name = 'BackupUnderWay';
  }
}

/**
 * Runs work that only one may do at a time for a deployment, whatever machine it is on.
 *
 * @param work gets a signal that aborts when somebody else may have taken over
 * @throws BackupUnderWay when somebody else is at it
 */
export async function holdingLease<T>(store: Store, deployment: string, work: (lost: AbortSignal) => Promise<T>): Promise<T> {
  const lease = await Lease.acquire(store, deployment, `process ${process.pid} on ${hostname()}`, TTL_SECONDS);
  if (lease === undefined) {
    throw new BackupUnderWay(deployment, (await Lease.holder(store, deployment))?.holder ?? 'somebody else');
  }
  lease.keep();
  const control = new AbortController();
  const onLost = (): void => control.abort(new BackupAborted('lease lost', `the lease of ${deployment} was lost: the store could not be reached in time`));
  lease.lost.addEventListener('abort', onLost, { once: true });
  try {
    return await work(control.signal);
  } finally {
    lease.lost.removeEventListener('abort', onLost);
    // A lease that cannot be given back expires.
    await lease.release().catch(() => undefined);
  }
}
