import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { S3Bucket } from './s3-client';
import { isPassing, statusOf } from './s3-errors';
import type { Removal } from './store';

interface Version {
  readonly id: string;
  readonly marker: boolean;
}

/**
 * Removes an object with every version of it: in a versioned bucket a plain delete only hides. What is locked stays, and with
 * it the markers that hide it.
 */
export async function removeVersions(at: S3Bucket, key: string): Promise<Removal> {
  const versions = await versionsOf(at, key);
  if (!versions) {
    await remove(at, key);
    return { removed: true };
  }
  const kept: string[] = [];
  for (const version of versions.filter((each) => !each.marker)) {
    const lock = await removeUnlessLocked(at, key, version.id);
    if (lock) {
      kept.push(lock);
    }
  }
  if (kept.length > 0) {
    return { removed: false, kept: kept.join('; ') };
  }
  for (const { id } of versions.filter((each) => each.marker)) {
    await remove(at, key, id);
  }
  return { removed: true };
}

/**
 * What holds any version of an object, asked before anything is removed.
 *
 * @throws what S3 says when locks may not be asked for: that is no answer
 */
export async function holdsOf(at: S3Bucket, key: string): Promise<string | undefined> {
  const held: string[] = [];
  for (const { id } of (await versionsOf(at, key) ?? []).filter(({ marker }) => !marker)) {
    const lock = await lockOf(at, key, id, unlessUnlocked);
    if (lock) {
      held.push(lock);
    }
  }
  return held.length === 0 ? undefined : held.join('; ');
}

/** Newest first; undefined where the server does not know versions. */
async function versionsOf(at: S3Bucket, key: string): Promise<Version[] | undefined> {
  const found: Version[] = [];
  let after: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
  while (after) {
    try {
      const page: ListObjectVersionsCommandOutput = await at.client.send(
        new at.sdk.ListObjectVersionsCommand({ Bucket: at.bucket, Prefix: key, ...after }),
      );
      const add = (marker: boolean) => ({ Key, VersionId }: { Key?: string; VersionId?: string }): void => {
        if (Key === key) {
          found.push({ id: VersionId ?? 'null', marker });
        }
      };
      page.Versions?.forEach(add(false));
      page.DeleteMarkers?.forEach(add(true));
      // Keys come in order, so the next page of another key holds none of this one.
      const more = page.IsTruncated && page.NextKeyMarker === key;
      after = more ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker } : undefined;
    } catch (error) {
      if (statusOf(error) === 501 || statusOf(error) === 405) {
        return undefined;
      }
      throw error;
    }
  }
  return found;
}

async function remove(at: S3Bucket, key: string, version?: string): Promise<void> {
  await at.client.send(new at.sdk.DeleteObjectCommand({ Bucket: at.bucket, Key: key, VersionId: version }));
}

/** @returns what holds it, or undefined when it is removed */
async function removeUnlessLocked(at: S3Bucket, key: string, version: string): Promise<string | undefined> {
  try {
    await remove(at, key, version);
    return undefined;
  } catch (error) {
    // A locked version and a missing permission are the same answer.
    if (statusOf(error) !== 403) {
      throw error;
    }
    const lock = await lockOf(at, key, version, (ask) => unlessNone(ask));
    if (!lock) {
      throw error;
    }
    return lock;
  }
}

interface Lock {
  readonly hold?: string;
  readonly mode?: string;
  readonly until?: Date;
}

/** Asks, and knows which errors mean that there is no lock. */
type Ask = <T>(ask: () => Promise<T>) => Promise<T | undefined>;

async function lockOf(at: S3Bucket, key: string, version: string, asking: Ask): Promise<string | undefined> {
  const { hold, mode, until } = await askLock(at, { Bucket: at.bucket, Key: key, VersionId: version }, asking);
  const reasons: string[] = [];
  if (hold === 'ON') {
    reasons.push('is under a legal hold');
  }
  if (until && until > new Date()) {
    reasons.push(`is retained until ${until.toISOString()} (${mode?.toLowerCase()} mode)`);
  }
  return reasons.length === 0 ? undefined : `${version === 'null' ? 'it' : `version ${version}`} ${reasons.join(' and ')}`;
}

/** Its headers tell both, to whoever may read the object; requests of their own tell whoever may only ask for locks. */
async function askLock(at: S3Bucket, which: { Bucket: string; Key: string; VersionId: string }, asking: Ask): Promise<Lock> {
  const head = await unlessNone(() => at.client.send(new at.sdk.HeadObjectCommand(which)));
  if (head?.ObjectLockLegalHoldStatus || head?.ObjectLockMode) {
    return { hold: head.ObjectLockLegalHoldStatus, mode: head.ObjectLockMode, until: head.ObjectLockRetainUntilDate };
  }
  const hold = await asking(() => at.client.send(new at.sdk.GetObjectLegalHoldCommand(which)));
  const retention = await asking(() => at.client.send(new at.sdk.GetObjectRetentionCommand(which)));
  return { hold: hold?.LegalHold?.Status, mode: retention?.Retention?.Mode, until: retention?.Retention?.RetainUntilDate };
}

/**
 * Objects and buckets without a lock answer with errors of several names, and so does S3 when one may not ask. That it may not be
 * removed is known anyway; this only explains it.
 */
async function unlessNone<T>(
  ask: () => Promise<T>, isNoAnswer: (error: unknown) => boolean = () => false,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isPassing(error) || isNoAnswer(error)) {
      throw error;
    }
    return undefined;
  }
}

/** Before a removal a refusal is no "there is none": the manifest would be gone when the first shard turns out to be held. */
async function unlessUnlocked<T>(ask: () => Promise<T>): Promise<T | undefined> {
  return unlessNone(ask, (error) => statusOf(error) === 403);
}
