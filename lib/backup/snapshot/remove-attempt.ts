import { MANIFEST_OBJECT } from '../names';
import type { Store } from '../store/store';

/**
 * Removes everything a failed backup left under its folder, its manifest first: what has one is a backup.
 *
 * @returns what is still there, for people
 */
export async function removeAttempt(store: Store, folder: string): Promise<string[]> {
  const left: string[] = [];
  const keys: string[] = [];
  for await (const { key } of store.list(folder)) {
    keys.push(key);
  }
  keys.sort((a, b) => Number(b.endsWith(`/${MANIFEST_OBJECT}`)) - Number(a.endsWith(`/${MANIFEST_OBJECT}`)));
  for (const key of keys) {
    const { kept } = await store.remove(key);
    if (kept !== undefined) {
      left.push(`${key} (${kept})`);
    }
  }
  return left;
}
