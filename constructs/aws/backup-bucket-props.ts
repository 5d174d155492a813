import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';

/** A move of stored backups into a colder, cheaper class. Manifests are never moved. */
export interface BackupTransition {
  /**
   * `INFREQUENT_ACCESS`, `ONE_ZONE_INFREQUENT_ACCESS`, `INTELLIGENT_TIERING` and `GLACIER_INSTANT_RETRIEVAL` can be read at
   * once. `GLACIER` and `DEEP_ARCHIVE` must be thawed first, which takes minutes to two days and belongs to the recovery
   * time; a warning says so.
   */
  readonly storageClass: s3.StorageClass;
  /** Time since it was written, in whole days: at least 30 for the infrequent access classes. */
  readonly after: Duration;
}

/** Another bucket that backups are copied to as they are written, in another region or account. */
export interface BackupReplica {
  /**
   * The bucket, which must be versioned. One of another account is imported with its `account`, and its own policy must admit
   * the role of this bucket (`replicationRole`): see `s3.Bucket.addReplicationPolicy`.
   */
  readonly bucket: s3.IBucket;
  /**
   * Key for the copies, of the region of that bucket. Its key policy must admit the role, too.
   *
   * @default - S3's AWS managed key there
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Class the copies are stored in.
   *
   * @default - that of the original
   */
  readonly storageClass?: s3.StorageClass;
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
   * @default - 15 minutes with time control, else an hour
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

/** Properties of BackupBucket. */
export interface BackupBucketProps {
  /**
   * Key for the objects. Who loses this key loses every backup, whatever locks the bucket has.
   *
   * @default - a key of the bucket's own, rotated every year, kept when it leaves the stack
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Object Lock for everything that is written: until the time is over nobody deletes it, in compliance mode not even the
   * account's root user. `s3.ObjectLockRetention.governance(...)` or `.compliance(...)`. Can be turned on later, never off.
   *
   * @default - no Object Lock
   */
  readonly objectLock?: s3.ObjectLockRetention;
  /**
   * Moves into colder classes, in their order.
   *
   * @default - none: everything stays in STANDARD
   */
  readonly transitions?: BackupTransition[];
  /**
   * How long a deleted object can be had back, in whole days. (`redis-ha backups prune` deletes for good.)
   *
   * @default Duration.days(30)
   */
  readonly keepDeleted?: Duration;
  /**
   * When the parts of an upload that was never finished are removed, in whole days: at least 1. Longer than any backup takes.
   *
   * @default Duration.days(2)
   */
  readonly abortUploadsAfter?: Duration;
  /**
   * Bucket for access logs. Its policy is extended where it is of this app; another must let `logging.s3.amazonaws.com` put
   * objects.
   *
   * @default - a bucket of its own, which keeps them for `accessLogRetention`
   */
  readonly accessLogsBucket?: s3.IBucket;
  /**
   * How long the own bucket keeps access logs, in whole days.
   *
   * @default Duration.days(365)
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
   * Who is told when copies are late or fail, see `BackupReplica.lateAfter`.
   *
   * @default - nobody: the alarms are there, `copyAlarms`
   */
  readonly copyAlarmActions?: cloudwatch.IAlarmAction[];
  /**
   * Whether the bucket tells EventBridge about its objects.
   *
   * @default false
   */
  readonly eventBridgeEnabled?: boolean;
  /**
   * What happens to bucket, logs and key when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
