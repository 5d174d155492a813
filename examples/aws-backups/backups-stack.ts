import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupBucket, BackupSchedule, BackupSource, RedisSentinel, Tls } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** A Sentinel deployment with a verified backup every hour, and somebody who is told when there is none. */
export class BackupsStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      availabilityZones: [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs())),
      // Backups then go straight to S3: a NAT gateway would charge for every byte.
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });

    const people = new sns.Topic(this, 'People', { enforceSSL: true });

    const redis = new RedisSentinel(this, 'Redis', {
      vpc,
      deploymentName: 'cache',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(5) },
      tls: Tls.ownAuthority({ alarmActions: [new SnsAction(people)] }),
    });

    const backups = new BackupBucket(this, 'Backups', {
      // Whoever gets hold of this account's credentials cannot delete a backup of the last two weeks.
      objectLock: s3.ObjectLockRetention.governance(Duration.days(14)),
      transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, after: Duration.days(30) }],
    });

    new BackupSchedule(this, 'Schedule', {
      source: BackupSource.deployment(redis),
      bucket: backups,
      vpc,
      schedule: ScheduleExpression.rate(Duration.hours(1)),
      alarmActions: [new SnsAction(people)],
    });

    new CfnOutput(this, 'Store', { value: backups.storeUrl });
    new CfnOutput(this, 'Deployment', { value: redis.deploymentName });
    new CfnOutput(this, 'Alarms', { value: people.topicArn });
  }
}
