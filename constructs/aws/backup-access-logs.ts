import { Stack, type Duration, type RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { accessLogLifecycle, accessLogStatement } from '../../lib/aws';
import { lifecycleRule } from './backup-bucket-lifecycle';
import { namingProps } from './deployment-spec';
import { secondsOf } from './setting-overrides';

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
    const rules = namingProps(scope, () =>
      accessLogLifecycle(props.retention && secondsOf('accessLogRetention', props.retention)));
    this.bucket = props.given ?? new s3.Bucket(this, 'Bucket', {
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      // The log service writes with S3's own key only.
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: rules.map(lifecycleRule),
      removalPolicy: props.removalPolicy,
    });
    // The whole path of the bucket, so that several may log into one.
    const prefix = `${props.of.node.path}/`;
    (props.of.node.defaultChild as s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: this.bucket.bucketName, logFilePrefix: prefix,
    };
    const { sid, actions, resources, conditions } = accessLogStatement({
      bucketArn: this.bucket.bucketArn, prefix, ofBucketArn: props.of.bucketArn, account: Stack.of(this).account,
    });
    this.bucket.addToResourcePolicy(new iam.PolicyStatement({
      sid, principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')], actions, resources, conditions,
    }));
  }
}
