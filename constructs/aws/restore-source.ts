import { Token } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { backupPrefix, checkBackupName, restoredNodes, type BackupName, type RestoredNodes } from '../../lib/aws';

/** Which backup in a bucket. */
export interface BackupToRestore {
  /** Name of the deployment that it is a backup of: its folder in the bucket. */
  readonly deployment: string;
  /** Id of the backup, as `redis-ha backups list` shows it, for example `20261122T150203Z-4f3a91`. */
  readonly backupId: string;
  /**
   * What stands before the deployment's folder in the bucket.
   *
   * @default - nothing
   */
  readonly prefix?: string;
  /**
   * Key that the backup is encrypted with. Its policy must let this account's roles use it.
   *
   * @default - the bucket's, where it is known
   */
  readonly encryptionKey?: kms.IKey;
}

/** What the nodes are told and allowed. @internal */
export type RestoreConfig = RestoredNodes;

/**
 * What a new deployment begins with. Only the nodes that lead at its very first start read it; it means nothing to a
 * deployment that has been formed, whatever becomes of its volumes.
 */
export class RestoreSource {
  /**
   * A backup in a bucket, of this region or another.
   *
   * @throws InvalidInput for a name that no backup can have
   */
  public static backup(bucket: s3.IBucket, options: BackupToRestore): RestoreSource {
    const name = { deployment: options.deployment, backupId: options.backupId, prefix: backupPrefix(options.prefix) };
    checkBackupName(Object.fromEntries(Object.entries(name).filter(([, part]) => !Token.isUnresolved(part))));
    return new RestoreSource(bucket, name, options.encryptionKey);
  }

  private constructor(private readonly bucket: s3.IBucket, private readonly name: BackupName, private readonly key?: kms.IKey) {}

  /** @internal */
  public _bind(): RestoreConfig {
    return restoredNodes(this.name, {
      bucketName: this.bucket.bucketName,
      bucketArn: this.bucket.bucketArn,
      region: this.bucket.env.region,
      keyArn: (this.key ?? this.bucket.encryptionKey)?.keyArn,
    });
  }
}
