import type * as pulumi from '@pulumi/pulumi';
import { BackupBucket, RestoreSource, type BackupBucketAttributes, type BackupToRestore } from 'redis-ha-constructs/pulumi/aws';

/** The backup that a new deployment begins with. */
export interface AwsRestore extends BackupToRestore {
  /** Where it is. */
  bucket: BackupBucketAttributes;
}

export function restoreSource(restore: AwsRestore | undefined, parent: pulumi.Resource): RestoreSource | undefined {
  if (restore === undefined) {
    return undefined;
  }
  const { bucket, ...options } = restore;
  return RestoreSource.backup(BackupBucket.fromBackupBucketAttributes(bucket, { parent }), options);
}
