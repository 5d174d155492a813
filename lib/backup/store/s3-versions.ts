import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { S3Bucket } from './s3-client';
import { nameOf, statusOf } from './s3-errors';
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
    const lock = await lockOf(at, key, version);
    if (!lock) {
      throw error;
    }
    return lock;
  }
}

async function lockOf(at: S3Bucket, key: string, version: string): Promise<string | undefined> {
  const which = { Bucket: at.bucket, Key: key, VersionId: version };
  const hold = await unlessNone(() => at.client.send(new at.sdk.GetObjectLegalHoldCommand(which)));
  const retention = await unlessNone(() => at.client.send(new at.sdk.GetObjectRetentionCommand(which)));
  const reasons: string[] = [];
  if (hold?.LegalHold?.Status === 'ON') {
    reasons.push('is under a legal hold');
  }
  const until = retention?.Retention?.RetainUntilDate;
  if (until && until > new Date()) {
    reasons.push(`is retained until ${until.toISOString()} (${retention?.Retention?.Mode?.toLowerCase()} mode)`);
  }
  return reasons.length === 0 ? undefined : `${version === 'null' ? 'it' : `version ${version}`} ${reasons.join(' and ')}`;
}

/** Objects and buckets without a lock answer with an error; so does S3 when one may not ask. */
async function unlessNone<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    const none = ['NoSuchObjectLockConfiguration', 'ObjectLockConfigurationNotFoundError', 'InvalidRequest', 'MethodNotAllowed', 'NotImplemented'];
    if (none.includes(nameOf(error)) || [403, 404].includes(statusOf(error) ?? 0)) {
      return undefined;
    }
    throw error;
  }
}
