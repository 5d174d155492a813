import { beganAt } from '../names';
import type { Store } from '../store/store';
import { isRecord } from '../verification';

/** When the newest backup began that was once found in order; undefined when there is none. Reads names only. */
export async function newestVerified(store: Store, deployment: string): Promise<Date | undefined> {
  let newest: Date | undefined;
  for await (const { key } of store.list(`${deployment}/`)) {
    const [, id, name] = key.split('/');
    const began = id !== undefined && name !== undefined && isRecord(name) ? beganAt(id) : undefined;
    if (began && (!newest || began > newest)) {
      newest = began;
    }
  }
  return newest;
}
