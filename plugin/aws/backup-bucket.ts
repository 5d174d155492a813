import * as pulumi from '@pulumi/pulumi';
import {
  BackupBucket, type BackupReplica, type BackupTransition, type BucketReference, type IBackupBucket,
} from 'redis-ha-constructs/pulumi/aws';
import { converted, refuseRest } from '../shared/inputs';
import { given } from '../shared/outputs';
import type { DataRemoval } from '../shared/removal';

/** Who may delete what is locked. */
export const LockMode = {
  /** Whoever has the right to. */
  Governance: 'governance',
  /** Not even the account's root user. */
  Compliance: 'compliance',
} as const;

export type LockMode = typeof LockMode[keyof typeof LockMode];

/** Object Lock for everything that is written. */
export interface AwsBackupLock {
  mode: LockMode;
  /** In whole days, for example `30d`. */
  duration: string;
}

/** What a role may do with backups. */
export const BackupRight = {
  /** Take and verify them, and delete none. */
  Backup: 'backup',
  /** Read them. */
  Restore: 'restore',
  /** Read them and note that one was verified. */
  Verify: 'verify',
  /** Delete them, as `redis-ha backups prune` does. */
  Prune: 'prune',
} as const;

export type BackupRight = typeof BackupRight[keyof typeof BackupRight];

/** A role's right to the backups of one deployment. */
export interface AwsBackupGrant {
  /** Name of the policy. */
  name: string;
  /** Name of the role. */
  role: pulumi.Input<string>;
  /** Name of the deployment. */
  deploymentName: string;
  right: BackupRight;
}

export interface AwsBackupBucketArgs {
  /** ARN of the key for the objects, by default one of the bucket's own. */
  encryptionKey?: pulumi.Input<string>;
  /** Object Lock; can be turned on later, never off. */
  objectLock?: AwsBackupLock;
  /** Moves into colder classes, in their order. */
  transitions?: BackupTransition[];
  /** How long a deleted object can be had back, `30d` by default. */
  keepDeleted?: string;
  /** When the parts of an upload that was never finished are removed, `2d` by default. */
  abortUploadsAfter?: string;
  /** Bucket for access logs, by default one of its own. */
  accessLogsBucket?: BucketReference;
  /** How long the own bucket keeps access logs, `365d` by default. */
  accessLogRetention?: string;
  /** Buckets that everything is copied to. */
  replicas?: BackupReplica[];
  /** Who is told when copies are late or fail: ARNs, for example of SNS topics. */
  copyAlarmActions?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether the bucket tells EventBridge about its objects, by default false. */
  eventBridgeEnabled?: boolean;
  /** Tags of bucket, logs and key. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Rights of roles: `grantRestore` and its like of TypeScript. */
  grants?: AwsBackupGrant[];
  /** What becomes of the backups when the program no longer has the bucket; they stay by default. */
  removalPolicy?: DataRemoval;
  /** Whether Pulumi refuses to delete what holds data; by default unless it is to be destroyed. */
  protect?: boolean;
}

/** A bucket for backups. Its name: lower-case letters, digits and dashes, at most 40. */
export class AwsBackupBucket extends pulumi.ComponentResource {
  public readonly bucketName!: pulumi.Output<string>;
  public readonly bucketArn!: pulumi.Output<string>;
  public readonly region!: pulumi.Output<string>;
  /** ARN of the key of its objects. */
  public readonly encryptionKey!: pulumi.Output<string>;
  /** What `redis-ha backups list` and its like are given. */
  public readonly storeUrl!: pulumi.Output<string>;
  /** Name of the bucket that its access logs are in. */
  public readonly accessLogsBucketName!: pulumi.Output<string>;
  /** ARN of the role S3 copies with; only with `replicas`. */
  public readonly replicationRoleArn?: pulumi.Output<string>;

  constructor(name: string, args: AwsBackupBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsBackupBucket', name, args, opts);
    const made = converted(name, () => {
      const {
        encryptionKey, objectLock, transitions, keepDeleted, abortUploadsAfter, accessLogsBucket, accessLogRetention, replicas,
        copyAlarmActions, eventBridgeEnabled, tags, removalPolicy, protect, grants = [], ...rest
      } = args;
      refuseRest(rest);
      const backups = new BackupBucket(name, {
        encryptionKey, objectLock, transitions, keepDeleted, abortUploadsAfter, accessLogsBucket, accessLogRetention, replicas,
        copyAlarmActions, eventBridgeEnabled, tags, removalPolicy, protect,
      }, { parent: this });
      grants.forEach((grant) => grantIn(backups, grant));
      return backups;
    });
    this.registerOutputs(given<AwsBackupBucket>(this, {
      bucketName: made.bucket.bucket,
      bucketArn: made.bucket.arn,
      region: made.bucket.region,
      encryptionKey: made.encryptionKey,
      storeUrl: made.storeUrl,
      accessLogsBucketName: pulumi.output(made.accessLogsBucket.bucket),
      replicationRoleArn: made.replicationRole?.arn,
    }));
  }
}

function grantIn(backups: IBackupBucket, { name, role, deploymentName, right }: AwsBackupGrant): void {
  switch (right) {
    case 'backup': backups.grantBackup(name, role, deploymentName); break;
    case 'restore': backups.grantRestore(name, role, deploymentName); break;
    case 'verify': backups.grantVerify(name, role, deploymentName); break;
    case 'prune': backups.grantPrune(name, role, deploymentName); break;
    default: throw new Error(`grants: got ${String(right)} as the right of ${name}; use one of ${Object.values(BackupRight).join(', ')}`);
  }
}
