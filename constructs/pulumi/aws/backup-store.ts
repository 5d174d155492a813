import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  backupStatements, pruneStatements, restoreStatements, verifyStatements, type BackupPlace, type PolicyStatement,
} from '../../../lib/aws';
import { requirePlain } from '../shared';
import { policyJson } from './policy-json';

/** A bucket as others name it; every `aws.s3.Bucket` is one. */
export interface BucketReference {
  /** Its name. */
  readonly bucket: pulumi.Input<string>;
  readonly arn: pulumi.Input<string>;
  readonly region: pulumi.Input<string>;
}

/** A bucket for backups, of this program or another. */
export interface IBackupBucket {
  /** The bucket itself. */
  readonly bucket: BucketReference;
  /** ARN of the key of its objects; undefined where they are encrypted with S3's own. */
  readonly encryptionKey?: pulumi.Output<string>;
  /** What `redis-ha backups list` and its like are given: `s3://<name of the bucket>`. */
  readonly storeUrl: pulumi.Output<string>;

  /**
   * Lets a role take and verify backups of one deployment: create objects in its folder and read them. It can neither overwrite
   * nor delete one that is part of a backup.
   *
   * @param name of the policy, as every resource has one
   * @param role name of the role
   * @param deploymentName name of the deployment, which is the name of its folder
   */
  grantBackup(name: string, role: pulumi.Input<string>, deploymentName: string): aws.iam.RolePolicy;

  /** Lets a role read the backups of one deployment. */
  grantRestore(name: string, role: pulumi.Input<string>, deploymentName: string): aws.iam.RolePolicy;

  /** Lets a role read the backups of one deployment and note that one was verified. */
  grantVerify(name: string, role: pulumi.Input<string>, deploymentName: string): aws.iam.RolePolicy;

  /**
   * Lets a role delete backups of one deployment, every version of them, as `redis-ha backups prune` does. What Object Lock or a
   * legal hold keeps stays, in governance mode too.
   */
  grantPrune(name: string, role: pulumi.Input<string>, deploymentName: string): aws.iam.RolePolicy;
}

/** What an existing bucket is imported by. */
export interface BackupBucketAttributes {
  readonly bucketName: pulumi.Input<string>;
  /**
   * ARN of the key of its objects; its key policy must admit those who are granted something here.
   *
   * @default - none: the objects are encrypted with S3's own key
   */
  readonly encryptionKey?: pulumi.Input<string>;
  /**
   * Region of the bucket. A Lambda function without a way out of its VPC reaches a bucket of its own region only.
   *
   * @default - the region of the provider
   */
  readonly region?: pulumi.Input<string>;
}

/** Where a deployment's backups are, as rights name it. */
export function backupPlace(store: IBackupBucket, deployment: string): pulumi.Output<BackupPlace> {
  return pulumi.all([store.bucket.arn, store.encryptionKey]).apply(([bucketArn, keyArn]) => ({ bucketArn, deployment, keyArn }));
}

/** The rights in a bucket for backups, whether it was made here or is imported. */
export function grantIn(
  store: IBackupBucket,
  statements: (place: BackupPlace) => PolicyStatement[],
  [name, role, deploymentName]: [string, pulumi.Input<string>, string],
  opts?: pulumi.CustomResourceOptions,
): aws.iam.RolePolicy {
  requirePlain('deploymentName', deploymentName);
  return new aws.iam.RolePolicy(name, {
    role, policy: policyJson({ place: backupPlace(store, deploymentName) }, ({ place }) => statements(place)),
  }, opts);
}

/** A bucket that exists already. */
export class ImportedBackupBucket implements IBackupBucket {
  public readonly bucket: BucketReference;
  public readonly encryptionKey?: pulumi.Output<string>;
  public readonly storeUrl: pulumi.Output<string>;

  constructor(attributes: BackupBucketAttributes, opts: pulumi.InvokeOptions = {}) {
    const { bucketName, encryptionKey, region } = attributes;
    this.bucket = {
      bucket: bucketName,
      arn: pulumi.interpolate`arn:${aws.getPartitionOutput({}, opts).partition}:s3:::${bucketName}`,
      region: region ?? aws.getRegionOutput({}, opts).region,
    };
    this.encryptionKey = encryptionKey === undefined ? undefined : pulumi.output(encryptionKey);
    this.storeUrl = pulumi.interpolate`s3://${bucketName}`;
  }

  public grantBackup(...granted: [string, pulumi.Input<string>, string]): aws.iam.RolePolicy {
    return grantIn(this, backupStatements, granted);
  }

  public grantRestore(...granted: [string, pulumi.Input<string>, string]): aws.iam.RolePolicy {
    return grantIn(this, restoreStatements, granted);
  }

  public grantVerify(...granted: [string, pulumi.Input<string>, string]): aws.iam.RolePolicy {
    return grantIn(this, verifyStatements, granted);
  }

  public grantPrune(...granted: [string, pulumi.Input<string>, string]): aws.iam.RolePolicy {
    return grantIn(this, pruneStatements, granted);
  }
}
