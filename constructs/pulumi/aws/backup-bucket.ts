import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  accessLogLifecycle, accessLogStatement, BACKUP_BUCKET, backupBucketWarnings, backupLifecycle, backupStatements, daysOf,
  pruneStatements, restoreStatements, verifyStatements, type ColderClass, type LifecycleRule,
} from '../../../lib/aws';
import { InvalidInput, requireWhole } from '../../../lib/model';
import { childName, keptBy, namingArguments, requirePlain, secondsOf, type Duration } from '../shared';
import type { BackupBucketArgs, BackupLock } from './backup-bucket-args';
import { privateBucket, type PrivateBucket } from './backup-private-bucket';
import { checkedReplicas, replicateBackups, type CheckedReplica } from './backup-replication';
import {
  grantIn, ImportedBackupBucket, type BackupBucketAttributes, type BucketReference, type IBackupBucket,
} from './backup-store';

type Granted = [name: string, role: pulumi.Input<string>, deploymentName: string];

/**
 * A bucket for backups: private, TLS 1.2 only, encrypted with a key of its own, versioned, with access logs, kept when it leaves
 * the program.
 *
 * No rule of its lifecycle deletes a backup by age. Such a rule goes on when backups have stopped, and takes the last good one;
 * it knows neither which one was verified nor which one another depends on. What may go is decided by `redis-ha backups prune`.
 */
export class BackupBucket extends pulumi.ComponentResource implements IBackupBucket {
  /** A bucket that exists. */
  public static fromBackupBucketAttributes(attributes: BackupBucketAttributes, opts?: pulumi.InvokeOptions): IBackupBucket {
    return new ImportedBackupBucket(attributes, opts);
  }

  public readonly bucket: aws.s3.Bucket;
  /** ARN of the key of its objects. */
  public readonly encryptionKey: pulumi.Output<string>;
  public readonly storeUrl: pulumi.Output<string>;
  /** Where its access logs are. */
  public readonly accessLogsBucket: BucketReference;
  /** Role S3 copies with; undefined without `replicas`. The policies of another account's bucket and key must admit it. */
  public readonly replicationRole?: aws.iam.Role;
  /** Of each replica two: copies are late, copies have failed. */
  public readonly copyAlarms: aws.cloudwatch.MetricAlarm[];

  /**
   * @param name lower-case letters, digits and dashes, at most 40: names of the buckets begin with it
   * @throws Error that names the argument
   */
  constructor(name: string, args: BackupBucketArgs = {}, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:BackupBucket', name, {}, opts);
    const { kept, aging, lock, logAging, replicas } = namingArguments(name, () => checked(name, args));
    const own = { parent: this };
    this.encryptionKey = pulumi.output(args.encryptionKey ?? new aws.kms.Key(childName(name, 'Key'), {
      description: BACKUP_BUCKET.keyDescription,
      enableKeyRotation: true,
      deletionWindowInDays: BACKUP_BUCKET.keyPendingDays,
      tags: args.tags,
    }, { ...own, ...kept }).arn);
    const made = privateBucket(childName(name, 'Bucket'), {
      encryptionKey: this.encryptionKey, lifecycle: aging, versioned: true, tags: args.tags,
    }, this, kept);
    this.bucket = made.bucket;
    this.storeUrl = pulumi.interpolate`s3://${this.bucket.bucket}`;
    if (lock) {
      // Also for a bucket that exists: `objectLockEnabled` of the bucket itself would replace it.
      new aws.s3.BucketObjectLockConfiguration(childName(name, 'ObjectLock'), {
        bucket: this.bucket.bucket, objectLockEnabled: 'Enabled', rule: { defaultRetention: lock },
      }, { ...own, dependsOn: [made.versioning!] });
    }
    if (args.eventBridgeEnabled) {
      new aws.s3.BucketNotification(childName(name, 'Notifications'), { bucket: this.bucket.bucket, eventbridge: true }, own);
    }
    this.accessLogsBucket = this.logAccesses(name, args, logAging, kept);
    const replication = replicas.length > 0 ? replicateBackups(name, {
      bucket: this.bucket, key: this.encryptionKey, replicas, actions: args.copyAlarmActions ?? [], versioning: made.versioning!,
    }, this) : undefined;
    this.replicationRole = replication?.role;
    this.copyAlarms = replication?.alarms ?? [];
    for (const { id, text } of backupBucketWarnings(colderClasses(args), args.removalPolicy === 'destroy')) {
      void pulumi.log.warn(`${id}: ${name}: ${text}`, this);
    }
    this.registerOutputs({ bucketName: this.bucket.bucket, encryptionKey: this.encryptionKey, storeUrl: this.storeUrl });
  }

  public grantBackup(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, backupStatements, granted, { parent: this });
  }

  public grantRestore(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, restoreStatements, granted, { parent: this });
  }

  public grantVerify(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, verifyStatements, granted, { parent: this });
  }

  public grantPrune(...granted: Granted): aws.iam.RolePolicy {
    return grantIn(this, pruneStatements, granted, { parent: this });
  }

  private logAccesses(
    name: string, args: BackupBucketArgs, aging: LifecycleRule[], kept: pulumi.CustomResourceOptions,
  ): BucketReference {
    // The whole path of the bucket, so that several may log into one.
    const prefix = `${pulumi.getProject()}/${pulumi.getStack()}/${name}/`;
    const own = args.accessLogsBucket ? undefined : this.logBucket(name, args, prefix, aging, kept);
    const logs = args.accessLogsBucket ?? own!.bucket;
    new aws.s3.BucketLogging(childName(name, 'Logging'), {
      bucket: this.bucket.bucket, targetBucket: logs.bucket, targetPrefix: prefix,
    }, { parent: this, dependsOn: own ? [own.policy] : [] });
    return logs;
  }

  private logBucket(
    name: string, args: BackupBucketArgs, prefix: string, lifecycle: LifecycleRule[], kept: pulumi.CustomResourceOptions,
  ): PrivateBucket {
    const { accountId } = aws.getCallerIdentityOutput({}, { parent: this });
    // The log service writes with S3's own key only.
    return privateBucket(childName(name, 'AccessLogs'), {
      lifecycle,
      tags: args.tags,
      statements: (bucket) => pulumi.all([bucket.arn, this.bucket.arn, accountId])
        .apply(([bucketArn, ofBucketArn, account]) => [accessLogStatement({ bucketArn, prefix, ofBucketArn, account })]),
    }, this, kept);
  }
}

interface Checked {
  readonly kept: pulumi.CustomResourceOptions;
  readonly aging: LifecycleRule[];
  readonly logAging: LifecycleRule[];
  readonly lock?: { readonly mode: string; readonly days: number };
  readonly replicas: CheckedReplica[];
}

/** What the arguments come to. @throws InvalidInput that names one */
function checked(name: string, args: BackupBucketArgs): Checked {
  // Room for what is added to it: `-access-logs`, and a dash and seven characters of Pulumi's, within S3's 63.
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) {
    throw new InvalidInput('name', `got "${name}", and names of buckets begin with it`, 'use lower-case letters, digits and dashes, at most 40');
  }
  requirePlain('eventBridgeEnabled', args.eventBridgeEnabled);
  const seconds = (field: 'keepDeleted' | 'abortUploadsAfter' | 'accessLogRetention'): number | undefined =>
    optionalSeconds(field, args[field]);
  return {
    kept: keptBy(args),
    aging: backupLifecycle({
      colder: colderClasses(args), keepDeletedSeconds: seconds('keepDeleted'), abortUploadsSeconds: seconds('abortUploadsAfter'),
    }),
    logAging: accessLogLifecycle(seconds('accessLogRetention')),
    lock: args.objectLock && lockOf(args.objectLock),
    replicas: checkedReplicas(args.replicas),
  };
}

function optionalSeconds(field: string, duration?: Duration): number | undefined {
  return duration === undefined ? undefined : secondsOf(field, duration);
}

function colderClasses({ transitions = [] }: BackupBucketArgs): ColderClass[] {
  requirePlain('transitions', transitions);
  return transitions.map(({ storageClass, after }, index) => ({ storageClass, days: daysOf(secondsOf(`transitions[${index}].after`, after)) }));
}

function lockOf({ mode, duration }: BackupLock): { readonly mode: string; readonly days: number } {
  requirePlain('objectLock.mode', mode);
  if (!['governance', 'compliance'].includes(mode)) {
    throw new InvalidInput('objectLock.mode', `got ${JSON.stringify(mode)}`, 'use \'governance\' or \'compliance\'');
  }
  // S3 takes at most a hundred years.
  return { mode: mode.toUpperCase(), days: requireWhole('objectLock.duration', daysOf(secondsOf('objectLock.duration', duration)), 1, 36_500) };
}
