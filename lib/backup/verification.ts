import type { BackupManifest } from './manifest';
import { wholeObject } from './manifest-file';
import { backupFolder, timeInName } from './names';
import { seal, sha256Of, unseal } from './sealed-json';
import { ObjectMissing, type Store } from './store/store';

const RECORD = /^verified-\d{8}T\d{6}Z(-deep)?\.json$/;

/** A backup was read as a whole and found in order. */
export interface Verified {
  /** ISO 8601, of the newest verification. */
  readonly at: string;
  /** Whether any verification also loaded it into a server. */
  readonly deep: boolean;
}

/** Says in the store that this backup was in order at that time. Records are written once, like all else. */
export async function recordVerified(
  store: Store, manifest: BackupManifest, { at, deep }: { at: Date; deep: boolean },
): Promise<void> {
  const { deployment, id } = manifest;
  const record = { schemaVersion: 1, deployment, id, at: at.toISOString(), deep, manifestSha256: sha256Of(manifest) };
  // A second one within the same second says the same.
  await store.create(`${backupFolder(deployment, id)}verified-${timeInName(at)}${deep ? '-deep' : ''}.json`, seal('verification', record));
}

/** Whether an object of that name is such a record. */
export function isRecord(name: string): boolean {
  return RECORD.test(name);
}

/**
 * What the records say that are in a backup's folder. One that is damaged, or of another manifest, counts as none.
 *
 * @param names of the objects in its folder
 */
export async function readVerified(store: Store, manifest: BackupManifest, names: string[]): Promise<Verified | undefined> {
  const records = names.filter(isRecord).sort().reverse();
  const newest = await firstGood(store, manifest, records);
  if (newest === undefined || newest.deep) {
    return newest;
  }
  return { at: newest.at, deep: await firstGood(store, manifest, records.filter((name) => name.endsWith('-deep.json'))) !== undefined };
}

async function firstGood(store: Store, manifest: BackupManifest, records: string[]): Promise<Verified | undefined> {
  for (const name of records) {
    const found = await recordIn(store, manifest, name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

async function recordIn(store: Store, manifest: BackupManifest, name: string): Promise<Verified | undefined> {
  const { deployment, id } = manifest;
  let bytes: Buffer;
  try {
    bytes = await wholeObject(store, `${backupFolder(deployment, id)}${name}`);
  } catch (failure) {
    if (failure instanceof ObjectMissing) {
      return undefined;
    }
    throw failure;
  }
  try {
    const { at, deep, manifestSha256 } = Object(unseal('verification', bytes)) as Partial<Verified & { manifestSha256: string }>;
    return manifestSha256 === sha256Of(manifest) && typeof at === 'string' ? { at, deep: deep === true } : undefined;
  } catch {
    return undefined;
  }
}
