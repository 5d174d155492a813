import * as pulumi from '@pulumi/pulumi';
import { backupPrefix, checkBackupName, restoredNodes, type BackupName, type RestoredNodes } from '../../../lib/aws';
import type { BucketReference, IBackupBucket } from './backup-store';

/** Which backup in a bucket. */
export interface BackupToRestore {
  /** Name of the deployment that it is a backup of: its folder in the bucket. */
  readonly deployment: pulumi.Input<string>;
  /** Id of the backup, as `redis-ha backups list` shows it, for example `20261122T150203Z-4f3a91`. */
  readonly backupId: pulumi.Input<string>;
  /**
   * What stands before the deployment's folder in the bucket.
   *
   * @default - nothing
   */
  readonly prefix?: pulumi.Input<string>;
  /**
   * ARN of the key that the backup is encrypted with. Its policy must let this account's roles use it.
   *
   * @default - the bucket's, where it is known: of a `BackupBucket`
   */
  readonly encryptionKey?: pulumi.Input<string>;
}

/**
 * What a new deployment begins with. Only the nodes that lead at its very first start read it; it means nothing to a deployment
 * that has been formed, whatever becomes of its volumes.
 */
export class RestoreSource {
  /**
   * A backup in a bucket, of this region or another.
   *
   * @throws InvalidInput for a name that no backup can have, at deployment where it is known only then
   */
  public static backup(bucket: IBackupBucket | BucketReference, options: BackupToRestore): RestoreSource {
    const plain = { deployment: options.deployment, backupId: options.backupId, prefix: options.prefix };
    checkBackupName(named(Object.fromEntries(Object.entries(plain).filter(([, part]) => typeof part === 'string'))));
    return new RestoreSource(bucket, options);
  }

  readonly #bucket: BucketReference;
  readonly #key?: pulumi.Input<string>;
  readonly #options: BackupToRestore;

  private constructor(bucket: IBackupBucket | BucketReference, options: BackupToRestore) {
    const store = 'storeUrl' in bucket ? bucket : undefined;
    this.#bucket = store?.bucket ?? (bucket as BucketReference);
    this.#key = options.encryptionKey ?? store?.encryptionKey;
    this.#options = options;
  }

  /** @internal */
  public _bind(): pulumi.Output<RestoredNodes> {
    const { deployment, backupId, prefix } = this.#options;
    const { bucket, arn, region } = this.#bucket;
    return pulumi.all([{ deployment, backupId, prefix }, { bucketName: bucket, bucketArn: arn, region, keyArn: this.#key }])
      .apply(([name, shelf]) => {
        const clean = { deployment: name.deployment, backupId: name.backupId, prefix: backupPrefix(name.prefix) };
        checkBackupName(clean);
        return restoredNodes(clean, shelf);
      });
  }
}

function named(parts: Partial<Record<keyof BackupName, unknown>>): Partial<BackupName> {
  const { prefix, ...rest } = parts as Partial<BackupName>;
  return prefix === undefined ? rest : { ...rest, prefix: backupPrefix(prefix) };
}
