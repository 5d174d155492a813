import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Size } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as ofCdk from '../../../../constructs/aws';
import * as ofPulumi from '../../../../constructs/pulumi/aws';
import { existing } from '../../aws/backups';
import { aStack, aVpc } from '../../aws/stacks';
import { onAws } from './backups';
import { backupFactsOfCdk } from './parity/backups-of-cdk';
import { backupFactsOfPulumi } from './parity/backups-of-pulumi';
import { differences, text } from './parity/facts';

const PEOPLE = 'arn:aws:sns:eu-central-1:123456789012:people';
const FOREIGN_KEY = 'arn:aws:kms:us-east-1:210987654321:key/abc';

/** A bucket with everything that can be said about one, and a schedule of a Redis that exists. */
function withCdk(): any {
  const stack = aStack();
  const action = new SnsAction(sns.Topic.fromTopicArn(stack, 'People', PEOPLE));
  const bucket = new ofCdk.BackupBucket(stack, 'Backups', {
    objectLock: s3.ObjectLockRetention.governance(Duration.days(14)),
    transitions: [{ storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, after: Duration.days(30) }],
    keepDeleted: Duration.days(7),
    eventBridgeEnabled: true,
    copyAlarmActions: [action],
    replicas: [
      {
        bucket: s3.Bucket.fromBucketAttributes(stack, 'There', { bucketName: 'there', region: 'eu-west-1' }),
        timeControl: true, copyDeleteMarkers: true,
      },
      {
        bucket: s3.Bucket.fromBucketAttributes(stack, 'Foreign', { bucketName: 'foreign', region: 'us-east-1', account: '210987654321' }),
        encryptionKey: kms.Key.fromKeyArn(stack, 'ForeignKey', FOREIGN_KEY), lateAfter: Duration.minutes(20),
      },
    ],
  });
  new ofCdk.BackupSchedule(stack, 'Schedule', {
    source: existing(stack), bucket, vpc: aVpc(stack), dataSetSize: Size.gibibytes(4), alarmActions: [action],
    vpcSubnets: { subnets: [ec2.Subnet.fromSubnetId(stack, 'Subnet', 'subnet-0123456789abcdef0')] },
  });
  return Template.fromStack(stack).toJSON();
}

function withPulumi(): void {
  const reference = (bucket: string, region: string): ofPulumi.BucketReference => ({ bucket, arn: `arn:aws:s3:::${bucket}`, region });
  const bucket = new ofPulumi.BackupBucket('backups', {
    objectLock: { mode: 'governance', duration: '14d' },
    transitions: [{ storageClass: 'GLACIER_IR', after: '30d' }],
    keepDeleted: '7d',
    eventBridgeEnabled: true,
    copyAlarmActions: [PEOPLE],
    replicas: [
      { bucket: reference('there', 'eu-west-1'), timeControl: true, copyDeleteMarkers: true },
      { bucket: reference('foreign', 'us-east-1'), account: '210987654321', encryptionKey: FOREIGN_KEY, lateAfter: '20m' },
    ],
  });
  new ofPulumi.BackupSchedule('schedule', {
    source: ofPulumi.BackupSource.existing({
      deploymentName: 'sessions', nodes: [{ host: '10.0.0.1' }, { host: 'redis-2.internal', port: 6380 }],
      securityGroups: ['sg-0123456789abcdef0'], secret: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:redis-AbCdEf',
    }),
    bucket, vpcId: 'vpc-1', subnetIds: ['subnet-0123456789abcdef0'], dataSetSize: '4GiB', alarmActions: [PEOPLE],
  });
}

/** First column of the table about backups. */
function documented(): string[] {
  const page = readFileSync(join(__dirname, '../../../../docs/pulumi-aws.md'), 'utf8');
  const [, table] = /<!-- parity of backups -->([\s\S]*?)<!-- end -->/.exec(page)!;
  return [...table!.matchAll(/^\| \*\*(.+?)\*\*/gm)].map(([, title]) => title!).sort();
}

test('what differs is what is documented, and nothing else', async () => {
  const [one, other] = [backupFactsOfCdk(withCdk()), backupFactsOfPulumi(await onAws(withPulumi))];
  const found = differences(one, other);
  const surprising = found.filter((title) => !documented().includes(title));
  expect(surprising.map((title) => [title, text(one[title]), text(other[title])])).toEqual([]);
  expect(found).toEqual(documented());
});
