import type { Loaded } from './loading-server';
import type { BackupShard } from './manifest';
import { counts, names } from './verify-shard';

/**
 * What a server that has loaded a shard holds otherwise than the manifest says, for people. What a version that knew fewer
 * types could not count is not compared.
 */
export function loadedDifferences({ object, keys, expires, functions }: BackupShard, loaded: Loaded): string[] {
  const compared: [string, string, string][] = [
    ['keys', counts(loaded.keys), counts(keys ?? loaded.keys)],
    ['keys with a time to live', String(loaded.expires), String(expires ?? loaded.expires)],
    ['function libraries', names(loaded.functions), names(functions)],
  ];
  return compared.filter(([, found, expected]) => found !== expected)
    .map(([what, found, expected]) => `${object}: a server that loaded it has ${what} ${found}; the manifest says ${expected}`);
}
