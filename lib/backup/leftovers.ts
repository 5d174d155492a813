import type { OpenedStore } from './store/opened-store';

const DAY_MS = 86_400_000;

/**
 * Takes back what killed runs left of deployments: uploads that nobody will finish, which a bucket charges for and does not list.
 * What was begun within a day stays: it may be under way. Only these deployments' folders are
 * looked at: others may use the bucket.
 *
 * @returns how many there were
 */
export async function takeBackLeftovers(store: OpenedStore, deployments: Iterable<string>, now: Date): Promise<number> {
  let count = 0;
  for (const deployment of new Set(deployments)) {
    count += (await store.abortLeftovers(`${deployment}/`, new Date(now.getTime() - DAY_MS))).length;
  }
  return count;
}
