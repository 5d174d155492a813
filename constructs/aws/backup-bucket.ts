import { Annotations, Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { BACKUP_BUCKET, backupBucketWarnings } from '../../lib/aws';
import { acknowledge } from './acknowledge';
import { BackupAccessLogs } from './backup-access-logs';
import { BackupBucketBase, type BackupBucketAttributes, type IBackupBucket } from './backup-bucket-base';
import { lifecycleRules, refuseExpiry, colderClasses } from './backup-bucket-lifecycle';
import type { BackupBucketProps } from './backup-bucket-props';
import { BackupReplication } from './backup-replication';
import { namingProps } from './deployment-spec';

/**
 * A bucket for backups: private, TLS 1.2 only, encrypted with a key of its own, versioned, with access logs, kept when it
 * leaves the stack.
 *
 * No rule of its lifecycle deletes a backup by age. Such a rule goes on when backups have stopped, and takes the last good
 * one; it knows neither which one was verified nor which one another depends on. What may go is decided by `redis-ha backups
 * prune`. A rule added to it that expires objects is an error.
 */
export class BackupBucket extends BackupBucketBase {
  /** Imports a bucket that exists. */
  public static fromBackupBucketAttributes(scope: Construct, id: string, attrs: BackupBucketAttributes): IBackupBucket {
    class Import extends BackupBucketBase {
      public readonly encryptionKey = attrs.encryptionKey;
      public readonly bucket = s3.Bucket.fromBucketAttributes(this, 'Bucket', {
        bucketName: attrs.bucketName, encryptionKey: attrs.encryptionKey, region: attrs.region,
      });
    }
    return new Import(scope, id);
  }

  public readonly bucket: s3.Bucket;
  public readonly encryptionKey?: kms.IKey;
  /** Where its access logs are. */
  public readonly accessLogsBucket: s3.IBucket;
  /** Role S3 copies with; undefined without `replicas`. The policies of another account's bucket and key must admit it. */
  public readonly replicationRole?: iam.IRole;
  /** Of each replica two: copies are late, copies have failed. */
  public readonly copyAlarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: BackupBucketProps = {}) {
    super(scope, id);
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const rules = namingProps(this, () => lifecycleRules(props));
    const encryptionKey = props.encryptionKey ?? new kms.Key(this, 'Key', {
      description: BACKUP_BUCKET.keyDescription,
      enableKeyRotation: true,
      pendingWindow: Duration.days(BACKUP_BUCKET.keyPendingDays),
      removalPolicy,
    });
    this.encryptionKey = encryptionKey;
    this.bucket = new s3.Bucket(this, 'Resource', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey,
      // One key for all objects of a time: a request to KMS now and then instead of one for each object.
      bucketKeyEnabled: true,
      versioned: true,
      objectLockEnabled: props.objectLock ? true : undefined,
      objectLockDefaultRetention: props.objectLock,
      lifecycleRules: rules,
      eventBridgeEnabled: props.eventBridgeEnabled,
      removalPolicy,
    });
    if (props.transitions?.length) {
      acknowledge(this.bucket, 'CloudFormation-Validate::W9003', 'the CDK writes the size of the smallest object that is moved as a number');
    }
    const logs = new BackupAccessLogs(this, 'AccessLogs', {
      of: this.bucket, given: props.accessLogsBucket, retention: props.accessLogRetention, removalPolicy,
    });
    this.accessLogsBucket = logs.bucket;
    const replication = props.replicas?.length ? new BackupReplication(this, 'Replication', {
      from: this.bucket, key: encryptionKey, replicas: props.replicas, actions: props.copyAlarmActions ?? [],
    }) : undefined;
    this.replicationRole = replication?.role;
    this.copyAlarms = replication?.alarms ?? [];
    refuseExpiry(this.bucket);
    this.warn(props, removalPolicy);
  }

  private warn(props: BackupBucketProps, removalPolicy: RemovalPolicy): void {
    const leaves = removalPolicy === RemovalPolicy.DESTROY;
    for (const { id, text } of backupBucketWarnings(colderClasses(props), leaves)) {
      Annotations.of(this).addWarningV2(`redis-ha-constructs:${id}`, text);
    }
  }
}
