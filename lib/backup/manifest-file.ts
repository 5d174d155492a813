import { MANIFEST_SCHEMA_VERSION, type BackupManifest } from './manifest';
import { manifestProblems } from './manifest-shape';
import { backupFolder, MANIFEST_OBJECT } from './names';
import { seal, SEALED_BYTES, unseal } from './sealed-json';
import { ObjectExists, ObjectMissing, type Store } from './store/store';

/** A backup that must not be used: what is stored is not what was written. */
export class BackupDamaged extends Error {
  constructor(public readonly deployment: string, public readonly id: string, public readonly problems: string[]) {
    super(`the backup ${id} of ${deployment} is damaged: ${problems.join('; ')}`);
    this.name = 'BackupDamaged';
  }
}

/** It was begun and not finished, or its manifest was removed: there is no such backup. */
export class BackupIncomplete extends BackupDamaged {
  constructor(deployment: string, id: string) {
    super(deployment, id, [`it has no ${MANIFEST_OBJECT}: it was never finished, or is being written`]);
    this.name = 'BackupIncomplete';
    this.message = `the backup ${id} of ${deployment} is not complete: ${this.problems[0]}`;
  }
}

/** Intact, and written by a version that knows more than this one. */
export class BackupTooNew extends Error {
  constructor(deployment: string, id: string, version: number) {
    super(`the backup ${id} of ${deployment} has schemaVersion ${version}; this version reads up to ${MANIFEST_SCHEMA_VERSION}: `
      + 'update redis-ha-constructs');
    this.name = 'BackupTooNew';
  }
}

/**
 * Makes a backup exist: to be called when every object of it is stored.
 *
 * @throws ObjectExists when it has a manifest already
 * @throws Error when the manifest contradicts itself: that would be a backup nobody could read
 */
export async function writeManifest(store: Store, manifest: BackupManifest): Promise<void> {
  const wrong = manifestProblems(manifest);
  if (wrong.length > 0) {
    throw new Error(`the manifest of ${manifest.deployment}/${manifest.id} is not written: ${wrong.join('; ')}`);
  }
  const key = manifestKey(manifest.deployment, manifest.id);
  if (!(await store.create(key, seal('manifest', manifest)))) {
    throw new ObjectExists(store.url, key);
  }
}

/**
 * The manifest of one backup, after every byte of it was compared with the form it was written in.
 *
 * @throws BackupIncomplete when there is none
 * @throws BackupDamaged when it is not what was written, or belongs to another backup
 * @throws BackupTooNew when a newer version wrote it
 * @throws InvalidInput for a name or an id that cannot be one; and what the store throws when it cannot be asked
 */
export async function readManifest(store: Store, deployment: string, id: string): Promise<BackupManifest> {
  const key = manifestKey(deployment, id);
  let bytes: Buffer;
  try {
    bytes = await wholeObject(store, key);
  } catch (failure) {
    throw failure instanceof ObjectMissing ? new BackupIncomplete(deployment, id) : failure;
  }
  return parseManifest(bytes, deployment, id);
}

/** As `readManifest`, for bytes that have been read. */
export function parseManifest(bytes: Uint8Array, deployment: string, id: string): BackupManifest {
  let value: unknown;
  try {
    value = unseal('manifest', bytes);
  } catch (failure) {
    throw new BackupDamaged(deployment, id, [`${MANIFEST_OBJECT} ${(failure as Error).message}`]);
  }
  const version = (Object(value) as Partial<BackupManifest>).schemaVersion;
  if (typeof version === 'number' && Number.isInteger(version) && version > MANIFEST_SCHEMA_VERSION) {
    throw new BackupTooNew(deployment, id, version);
  }
  const wrong = manifestProblems(value);
  if (wrong.length > 0) {
    throw new BackupDamaged(deployment, id, wrong.map((problem) => `${MANIFEST_OBJECT}: ${problem}`));
  }
  const manifest = value as BackupManifest;
  if (manifest.deployment !== deployment || manifest.id !== id) {
    throw new BackupDamaged(deployment, id, [
      `${MANIFEST_OBJECT} is the one of another backup (${manifest.deployment}/${manifest.id}), put into this folder`,
    ]);
  }
  return manifest;
}

/** Path of a backup's manifest below the store's root. */
export function manifestKey(deployment: string, id: string): string {
  return `${backupFolder(deployment, id)}${MANIFEST_OBJECT}`;
}

/** All of a small object; what is too large for one is cut, which no seal survives. @throws what the store throws */
export async function wholeObject(store: Store, key: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of await store.read(key)) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > SEALED_BYTES) {
      break;
    }
  }
  return Buffer.concat(chunks);
}
