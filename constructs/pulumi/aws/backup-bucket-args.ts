import type * as pulumi from '@pulumi/pulumi';
import type { Duration, Keeping } from '../shared';
import type { BucketReference } from './backup-store';

/** A move of stored backups into a colder, cheaper class. Manifests are never moved. */
export interface BackupTransition {
  /**
   * As S3 spells it. `STANDARD_IA`, `ONEZONE_IA`, `INTELLIGENT_TIERING` and `GLACIER_IR` can be read at once. `GLACIER` and
   * `DEEP_ARCHIVE` must be thawed first, which takes minutes to two days and belongs to the recovery time; a warning says so.
   */
  readonly storageClass: string;
  /** Time since it was written, in whole days: at least `30d` for the infrequent access classes. */
  readonly after: Duration;
}

/** Another bucket that backups are copied to as they are written, in another region or account. */
export interface BackupReplica {
  /**
   * The bucket, which must be versioned: an `aws.s3.Bucket`, or `bucket` of a `BackupBucket`. The policy of one of another
   * account must admit the role of this bucket (`replicationRole`).
   */
  readonly bucket: BucketReference;
  /** Account of that bucket, where it is another one: copies then belong to it, and `encryptionKey` must be given. */
  readonly account?: pulumi.Input<string>;
  /**
   * ARN of the key for the copies, of the region of that bucket. Its key policy must admit the role, too.
   *
   * @default - S3's AWS managed key there
   */
  readonly encryptionKey?: pulumi.Input<string>;
  /**
   * Class the copies are stored in, as S3 spells it.
   *
   * @default - that of the original
   */
  readonly storageClass?: string;
  /**
   * S3 Replication Time Control: S3 undertakes to copy 99.9 % of new objects within 15 minutes, and says which were later. It
   * costs extra for each byte.
   *
   * @default false
   */
  readonly timeControl?: boolean;
  /**
   * From which delay on the alarm for late copies goes off, in whole seconds: as much of the RPO of the other region as copying
   * may take.
   *
   * @default - '15m' with time control, else '1h'
   */
  readonly lateAfter?: Duration;
  /**
   * Whether what is deleted here is hidden there, too, by a delete marker; its versions stay. Deletions of versions are never
   * copied.
   *
   * @default false
   */
  readonly copyDeleteMarkers?: boolean;
}

/** Object Lock for everything that is written: until the time is over nobody deletes it. */
export interface BackupLock {
  /** In compliance mode not even the account's root user deletes it. */
  readonly mode: 'governance' | 'compliance';
  /** In whole days. */
  readonly duration: Duration;
}

/** Arguments of BackupBucket. */
export interface BackupBucketArgs extends Keeping {
  /**
   * ARN of the key for the objects. Who loses this key loses every backup, whatever locks the bucket has.
   *
   * @default - a key of the bucket's own, rotated every year, kept when it leaves the program
   */
  readonly encryptionKey?: pulumi.Input<string>;
  /**
   * Can be turned on later, never off.
   *
   * @default - no Object Lock
   */
  readonly objectLock?: BackupLock;
  /**
   * Moves into colder classes, in their order.
   *
   * @default - none: everything stays in STANDARD
   */
  readonly transitions?: BackupTransition[];
  /**
   * How long a deleted object can be had back, in whole days. (`redis-ha backups prune` deletes for good.)
   *
   * @default '30d'
   */
  readonly keepDeleted?: Duration;
  /**
   * When the parts of an upload that was never finished are removed, in whole days: at least 1. Longer than any backup takes.
   *
   * @default '2d'
   */
  readonly abortUploadsAfter?: Duration;
  /**
   * Bucket for access logs. A bucket has one policy: that of this one must let `logging.s3.amazonaws.com` put objects.
   *
   * @default - a bucket of its own, which keeps them for `accessLogRetention`
   */
  readonly accessLogsBucket?: BucketReference;
  /**
   * How long the own bucket keeps access logs, in whole days.
   *
   * @default '365d'
   */
  readonly accessLogRetention?: Duration;
  /**
   * Buckets that everything is copied to. Deletions are not copied: neither a mistake nor an intruder here reaches the copies,
   * which need pruning of their own.
   *
   * @default - none
   */
  readonly replicas?: BackupReplica[];
  /**
   * Who is told when copies are late or fail, see `BackupReplica.lateAfter`: ARNs, for example of SNS topics.
   *
   * @default - nobody: the alarms are there, `copyAlarms`
   */
  readonly copyAlarmActions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the bucket tells EventBridge about its objects.
   *
   * @default false
   */
  readonly eventBridgeEnabled?: boolean;
  /** Tags of bucket, logs and key. @default - none but the provider's */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
