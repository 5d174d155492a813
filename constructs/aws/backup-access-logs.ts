import { Duration, Stack, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { wholeDays } from './backup-bucket-lifecycle';
import { namingProps } from './deployment-spec';

const DEFAULT_RETENTION = Duration.days(365);

export interface BackupAccessLogsProps {
  /** Whose accesses are logged. */
  readonly of: s3.Bucket;
  readonly given?: s3.IBucket;
  readonly retention?: Duration;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Where a bucket's access logs go. Wired by hand: what the L2 does depends on a feature flag of the app, and without that flag
 * it needs the access control lists that are off here.
 */
export class BackupAccessLogs extends Construct {
  public readonly bucket: s3.IBucket;

  constructor(scope: Construct, id: string, props: BackupAccessLogsProps) {
    super(scope, id);
    const days = namingProps(scope, () => wholeDays('accessLogRetention', props.retention ?? DEFAULT_RETENTION));
    this.bucket = props.given ?? new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // The log service writes with S3's own key only.
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ id: 'old', expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy: props.removalPolicy,
    });
    // The whole path of the bucket, so that several may log into one.
    const prefix = `${props.of.node.path}/`;
    (props.of.node.defaultChild as s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: this.bucket.bucketName, logFilePrefix: prefix,
    };
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid: 'AccessLogs',
      principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
      actions: ['s3:PutObject'],
      resources: [this.bucket.arnForObjects(`${prefix}*`)],
      conditions: {
        ArnLike: { 'aws:SourceArn': props.of.bucketArn },
        StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
      },
    }));
  }
}
