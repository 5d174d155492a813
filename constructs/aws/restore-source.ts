import { Token } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { seedPolicy, type PolicyStatement } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import type { RestoreBinding } from '../../lib/plan';

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
export interface RestoreConfig {
  readonly binding: RestoreBinding;
  readonly statements: PolicyStatement[];
}

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
    const prefix = options.prefix?.replace(/^\/+|\/+$/g, '') ?? '';
    mustMatch('deployment', options.deployment, /^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and dashes, at most 63');
    mustMatch('backupId', options.backupId, /^\d{8}T\d{6}Z-[0-9a-z]{1,32}$/, 'use an id as `redis-ha backups list` shows it');
    mustMatch('prefix', prefix, /^([A-Za-z0-9_=!.()-]+(\/[A-Za-z0-9_=!.()-]+)*)?$/, 'use letters, digits and _ = ! . ( ) - between single slashes');
    return new RestoreSource(bucket, { ...options, prefix });
  }

  private constructor(private readonly bucket: s3.IBucket, private readonly options: BackupToRestore) {}

  /** @internal */
  public _bind(): RestoreConfig {
    const { deployment, backupId, prefix, encryptionKey } = this.options;
    const folder = prefix ? `${prefix}/` : '';
    return {
      binding: {
        store: `s3://${this.bucket.bucketName}${prefix ? `/${prefix}` : ''}`, deployment, backup: backupId, region: this.bucket.env.region,
      },
      statements: seedPolicy({
        bucketArn: this.bucket.bucketArn,
        keyPrefix: `${folder}${deployment}/${backupId}/`,
        keyArn: (encryptionKey ?? this.bucket.encryptionKey)?.keyArn,
      }),
    };
  }
}

function mustMatch(prop: string, value: string, pattern: RegExp, fix: string): void {
  if (!Token.isUnresolved(value) && !pattern.test(value)) {
    throw new InvalidInput(`restoreFrom.${prop}`, `got "${value}"`, fix);
  }
}
