import { Duration, Resource, type IResource } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import {
  backupStatements, pruneStatements, restoreStatements, verifyStatements, type BackupPlace, type PolicyStatement,
} from '../../lib/aws';

/** A bucket for backups, of this stack or another. */
export interface IBackupBucket extends IResource {
  /** The bucket itself. */
  readonly bucket: s3.IBucket;
  /** Key of its objects; undefined where they are encrypted with S3's own. */
  readonly encryptionKey?: kms.IKey;
  /** What `redis-ha backups list` and its like are given: `s3://<name of the bucket>`. */
  readonly storeUrl: string;

  /**
   * Lets a principal take and verify backups of one deployment: create objects in its folder and read them. It can neither
   * overwrite nor delete one that is part of a backup.
   *
   * @param deploymentName name of the deployment, which is the name of its folder
   */
  grantBackup(grantee: iam.IGrantable, deploymentName: string): iam.Grant;

  /** Lets a principal read the backups of one deployment. */
  grantRestore(grantee: iam.IGrantable, deploymentName: string): iam.Grant;

  /** Lets a principal read the backups of one deployment and note that one was verified. */
  grantVerify(grantee: iam.IGrantable, deploymentName: string): iam.Grant;

  /**
   * Lets a principal delete backups of one deployment, every version of them, as `redis-ha backups prune` does. What Object
   * Lock or a legal hold keeps stays, in governance mode too.
   */
  grantPrune(grantee: iam.IGrantable, deploymentName: string): iam.Grant;

  /** Bytes stored in the class STANDARD, noncurrent versions included. S3 reports once a day. @default - average over a day */
  metricStandardBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /** Objects of every class, noncurrent versions included. S3 reports once a day. @default - average over a day */
  metricObjects(options?: cloudwatch.MetricOptions): cloudwatch.Metric;
}

/** What an existing bucket is imported by. */
export interface BackupBucketAttributes {
  readonly bucketName: string;
  /**
   * Key of its objects; its key policy must admit those who are granted something here.
   *
   * @default - none: the objects are encrypted with S3's own key
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Region of the bucket. A Lambda function without a way out of its VPC reaches a bucket of its own region only.
   *
   * @default - the region of the stack
   */
  readonly region?: string;
}

/** What every bucket for backups offers, whether it was made here or is imported. */
export abstract class BackupBucketBase extends Resource implements IBackupBucket {
  public abstract readonly bucket: s3.IBucket;
  public abstract readonly encryptionKey?: kms.IKey;

  public get storeUrl(): string {
    return `s3://${this.bucket.bucketName}`;
  }

  public grantBackup(grantee: iam.IGrantable, deploymentName: string): iam.Grant {
    return this.grant(grantee, backupStatements(this._place(deploymentName)));
  }

  public grantRestore(grantee: iam.IGrantable, deploymentName: string): iam.Grant {
    return this.grant(grantee, restoreStatements(this._place(deploymentName)));
  }

  public grantVerify(grantee: iam.IGrantable, deploymentName: string): iam.Grant {
    return this.grant(grantee, verifyStatements(this._place(deploymentName)));
  }

  public grantPrune(grantee: iam.IGrantable, deploymentName: string): iam.Grant {
    return this.grant(grantee, pruneStatements(this._place(deploymentName)));
  }

  public metricStandardBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.daily('BucketSizeBytes', 'StandardStorage', options);
  }

  public metricObjects(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.daily('NumberOfObjects', 'AllStorageTypes', options);
  }

  /** @internal */
  public _place(deployment: string): BackupPlace {
    return { bucketArn: this.bucket.bucketArn, deployment, keyArn: this.encryptionKey?.keyArn };
  }

  private grant(grantee: iam.IGrantable, statements: PolicyStatement[]): iam.Grant {
    return statements
      .map(({ actions, resources: resourceArns, conditions }) =>
        iam.Grant.addToPrincipal({ grantee, actions, resourceArns, conditions }))
      .reduce((all, one) => all.combine(one));
  }

  private daily(metricName: string, storageType: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/S3',
      metricName,
      dimensionsMap: { BucketName: this.bucket.bucketName, StorageType: storageType },
      statistic: cloudwatch.Stats.AVERAGE,
      period: Duration.days(1),
      ...options,
    }).attachTo(this);
  }
}
