import { beganAt } from '../names';
import type { Store } from '../store/store';
import { isRecord, standsVerified } from '../verification';

/** When the newest backup began that was in order when it was last verified; undefined when there is none. Reads names only. */
export async function newestVerified(store: Store, deployment: string): Promise<Date | undefined> {
  const records = new Map<string, string[]>();
  for await (const { key } of store.list(`${deployment}/`)) {
    const [, id, name] = key.split('/');
    if (id !== undefined && name !== undefined && isRecord(name) && beganAt(id)) {
      records.set(id, [...records.get(id) ?? [], name]);
    }
  }
  const verified = [...records].filter(([, names]) => standsVerified(names)).map(([id]) => beganAt(id)!.getTime());
  return verified.length === 0 ? undefined : new Date(Math.max(...verified));
}
