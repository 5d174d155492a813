import { CfnOutput, Duration, Size, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BackupBucket, BackupSchedule, BackupSource } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** What runs already. Put in your own. */
const EXISTING = {
  name: 'sessions',
  vpcId: 'vpc-0123456789abcdef0',
  zones: ['eu-central-1a', 'eu-central-1b'],
  /** With NAT, or with endpoints for S3 and Secrets Manager. */
  subnetIds: ['subnet-0123456789abcdef1', 'subnet-0123456789abcdef2'],
  routeTableIds: ['rtb-0123456789abcdef1', 'rtb-0123456789abcdef2'],
  /** Primary and replicas, in any order: which one is which is found out. */
  hosts: ['10.0.1.10', '10.0.2.10'],
  securityGroupId: 'sg-0123456789abcdef0',
  /** The password, or JSON with `username` and `password`. */
  secretArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:sessions-redis-AbCdEf',
  /** Most data there ever is (`used_memory`). */
  dataSetSize: Size.gibibytes(6),
};

/** Verified backups of a Redis that this library did not make, every six hours. */
export class AdoptExistingStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpc = ec2.Vpc.fromVpcAttributes(this, 'Vpc', {
      vpcId: EXISTING.vpcId,
      availabilityZones: EXISTING.zones,
      privateSubnetIds: EXISTING.subnetIds,
      privateSubnetRouteTableIds: EXISTING.routeTableIds,
    });

    const backups = new BackupBucket(this, 'Backups');

    new BackupSchedule(this, 'Schedule', {
      source: BackupSource.existing({
        deploymentName: EXISTING.name,
        nodes: EXISTING.hosts.map((host) => ({ host })),
        // Gets a rule that lets the function in; nothing else of what runs already is touched.
        securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(this, 'Servers', EXISTING.securityGroupId)],
        secret: secretsmanager.Secret.fromSecretCompleteArn(this, 'Password', EXISTING.secretArn),
      }),
      bucket: backups,
      vpc,
      dataSetSize: EXISTING.dataSetSize,
      schedule: ScheduleExpression.rate(Duration.hours(6)),
    });

    new CfnOutput(this, 'Store', { value: backups.storeUrl });
  }
}
