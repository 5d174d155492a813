import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { BackupBucket, type BackupReplica } from '../../../../constructs/pulumi/aws';
import type { Recorded } from '../recorded';
import { onAws, statementsOf } from './backups';

const replicated = (replicas: (there: aws.s3.Bucket) => BackupReplica[]): Promise<Recorded> => onAws(() => {
  const there = new aws.s3.Bucket('there', { region: 'eu-west-1' });
  new BackupBucket('backups', { replicas: replicas(there), copyAlarmActions: ['arn:people'] });
});

describe('copies to another region and another account', () => {
  let told: Recorded;
  beforeAll(async () => {
    told = await replicated((there) => [
      { bucket: there, timeControl: true, copyDeleteMarkers: true },
      {
        bucket: { bucket: 'foreign', arn: 'arn:aws:s3:::foreign', region: 'us-east-1' }, account: '210987654321', encryptionKey: 'arn:foreign-key',
        storageClass: 'GLACIER_IR', lateAfter: '20m',
      },
    ]);
  });

  test('S3\'s own key of that region where none is given, a key and the ownership of that account', () => {
    const [region, account] = told.named('backups-replication').inputs.rules;
    expect(region.destination).toMatchObject({
      bucket: 'arn:aws:s3:::there', encryptionConfiguration: { replicaKmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:alias/aws/s3' },
      replicationTime: { status: 'Enabled', time: { minutes: 15 } },
    });
    expect(region.destination.account).toBeUndefined();
    expect(region.deleteMarkerReplication).toEqual({ status: 'Enabled' });
    expect(account.destination).toMatchObject({
      account: '210987654321', accessControlTranslation: { owner: 'Destination' }, storageClass: 'GLACIER_IR',
      encryptionConfiguration: { replicaKmsKeyId: 'arn:foreign-key' }, metrics: { status: 'Enabled' },
    });
  });

  test('S3 may, for this account only, once versions are kept', () => {
    expect(statementsOf(told.named('backups-replication-role').inputs.assumeRolePolicy)).toEqual([{
      Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
    }]);
    const sids = statementsOf(told.named('backups-replication-policy').inputs.policy).map(({ Sid }) => Sid as string);
    expect(sids).toEqual(['WhatToCopy', 'ReadVersions', 'WriteCopies', 'ReadKey', 'HideCopies', 'WriteKeys']);
    expect(told.named('backups-replication').dependencies).toEqual(expect.arrayContaining([
      told.named('backups-bucket-versioning').urn, told.named('backups-replication-policy').urn,
    ]));
  });

  test('somebody is told of late and failed copies', () => {
    const alarms = told.ofType('aws:cloudwatch/metricAlarm:MetricAlarm');
    expect(Object.fromEntries(alarms.map(({ name, inputs }) => [name, inputs.threshold]))).toEqual({
      'backups-copy-1-late': 900, 'backups-copy-1-failed': 1, 'backups-copy-2-late': 1200, 'backups-copy-2-failed': 1,
    });
    expect(told.named('backups-copy-1-late').inputs).toMatchObject({
      alarmActions: ['arn:people'], treatMissingData: 'notBreaching', alarmDescription: expect.stringContaining('the bucket there later than 900 s'),
      dimensions: { SourceBucket: 'backups-bucket', DestinationBucket: 'there', RuleId: 'copy-1' },
    });
  });
});

test.each<[string, (there: aws.s3.Bucket) => BackupReplica[], RegExp]>([
  ['no key abroad', (bucket) => [{ bucket, account: '999999999999' }], /backups: replicas\[0\]\.encryptionKey: none given for a bucket of account 999999999999/],
  ['lateAfter', (bucket) => [{ bucket, lateAfter: '500ms' }], /replicas\[0\]\.lateAfter: got 0\.5/],
  ['an output', (bucket) => [{ bucket, timeControl: pulumi.output(true) as any }], /replicas\[0\]\.timeControl: is an output/],
])('%s is refused', async (_, replicas, message) => {
  await expect(replicated(replicas)).rejects.toThrow(message);
});
