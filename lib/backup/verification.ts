import type { BackupManifest } from './manifest';
import { wholeObject } from './manifest-file';
import { backupFolder, timeInName } from './names';
import { seal, sha256Of, unseal } from './sealed-json';
import { ObjectMissing, type Store } from './store/store';

const VERIFIED = /^verified-(\d{8}T\d{6}Z)(-deep)?\.json$/;
const FAILED = /^failed-(\d{8}T\d{6}Z)(-deep)?\.json$/;
const DEEP = '-deep.json';

/** A record says no more of them; who verifies it again is told all. */
const PROBLEMS = 20;

/** A backup was read as a whole and found in order. */
export interface Verified {
  /** ISO 8601, of the newest verification. */
  readonly at: string;
  /** Whether any verification also loaded it into a server. */
  readonly deep: boolean;
}

/** A backup was read and found not to be in order. */
export interface Failed {
  /** ISO 8601 */
  readonly at: string;
  /** For people, at most 20. */
  readonly problems: string[];
}

/** What its verifications say about a backup: one of both, or nothing. */
export interface Verdict {
  readonly verified?: Verified;
  readonly failed?: Failed;
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

/**
 * Says in the store that this backup was not in order at that time.
 *
 * @param deep whether only loading it into a server showed that: then only loading it again can disprove it
 */
export async function recordFailed(
  store: Store, manifest: BackupManifest, { at, deep, problems }: { at: Date; deep: boolean; problems: readonly string[] },
): Promise<void> {
  const { deployment, id } = manifest;
  const record = {
    schemaVersion: 1, deployment, id, at: at.toISOString(), deep,
    problems: problems.slice(0, PROBLEMS), manifestSha256: sha256Of(manifest),
  };
  await store.create(`${backupFolder(deployment, id)}failed-${timeInName(at)}${deep ? '-deep' : ''}.json`, seal('failure', record));
}

/** Whether an object of that name is a record of a verification, whatever came of it. */
export function isRecord(name: string): boolean {
  return VERIFIED.test(name) || FAILED.test(name);
}

/** Whether a backup stands verified, by the names of its records alone; within one second the failure counts. */
export function standsVerified(names: readonly string[]): boolean {
  const newest = (pattern: RegExp, among: readonly string[]): string =>
    among.map((name) => pattern.exec(name)?.[1] ?? '').sort().at(-1) ?? '';
  const deep = names.filter((name) => name.endsWith(DEEP));
  return newest(VERIFIED, names) > newest(FAILED, names)
    && (newest(FAILED, deep) === '' || newest(VERIFIED, deep) > newest(FAILED, deep));
}

/**
 * What the records say that are in a backup's folder: the newest verification counts. A record that is damaged, or of another
 * manifest, counts as none.
 *
 * @param names of the objects in its folder
 */
export async function readVerdict(store: Store, manifest: BackupManifest, names: readonly string[]): Promise<Verdict> {
  const newest = async (pattern: RegExp, deep: boolean): Promise<Read | undefined> =>
    firstGood(store, manifest, names.filter((name) => pattern.test(name) && (!deep || name.endsWith(DEEP))).sort().reverse());
  const verified = await newest(VERIFIED, false);
  const failed = await newest(FAILED, false);
  if (failed && !isAfter(verified, failed)) {
    return { failed: { at: failed.at, problems: failed.problems } };
  }
  const deepVerified = verified?.deep ? verified : await newest(VERIFIED, true);
  const deepFailed = failed && await newest(FAILED, true);
  if (deepFailed && !isAfter(deepVerified, deepFailed)) {
    return { failed: { at: deepFailed.at, problems: deepFailed.problems } };
  }
  return verified ? { verified: { at: verified.at, deep: deepVerified !== undefined } } : {};
}

function isAfter(one: Read | undefined, other: Read): boolean {
  return one !== undefined && Date.parse(one.at) > Date.parse(other.at);
}

interface Read {
  readonly at: string;
  readonly deep: boolean;
  /** Empty when it was in order. */
  readonly problems: string[];
}

async function firstGood(store: Store, manifest: BackupManifest, records: string[]): Promise<Read | undefined> {
  for (const name of records) {
    const found = await recordIn(store, manifest, name);
    if (found) {
      return found;
    }
  }
  return undefined;
}

async function recordIn(store: Store, manifest: BackupManifest, name: string): Promise<Read | undefined> {
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
    const sealed = unseal(FAILED.test(name) ? 'failure' : 'verification', bytes);
    const { at, deep, problems, manifestSha256 } = Object(sealed) as Partial<Read & { manifestSha256: string }>;
    return manifestSha256 === sha256Of(manifest) && typeof at === 'string'
      ? { at, deep: deep === true, problems: Array.isArray(problems) ? problems.map(String) : [] } : undefined;
  } catch {
    return undefined;
  }
}
