import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { BackupBucket, BackupSchedule, BackupSource, RedisSentinel } from 'redis-ha-constructs/pulumi/aws';

const config = new pulumi.Config();
/** Three private subnets in as many zones, with NAT for the nodes' packages and a gateway endpoint for S3. */
const vpcId = config.require('vpcId');
const subnetIds = config.requireObject<string[]>('subnetIds');

const people = new aws.sns.Topic('people');

const redis = new RedisSentinel('cache', { vpcId, subnetIds, objectives: { rpo: '5s', rto: '5s' } });

const backups = new BackupBucket('backups', {
  // Whoever gets hold of this account's credentials cannot delete a backup of the last two weeks.
  objectLock: { mode: 'governance', duration: '14d' },
  transitions: [{ storageClass: 'GLACIER_IR', after: '30d' }],
  // Other regions: `replicas: [{ bucket: another.bucket }]`, made with a provider of that region.
});

new BackupSchedule('hourly', {
  source: BackupSource.deployment(redis),
  bucket: backups,
  vpcId,
  subnetIds,
  schedule: 'rate(1 hour)',
  alarmActions: [people.arn],
});

/** `redis-ha backups list <store>`. */
export const store = backups.storeUrl;
export const deployment = redis.deploymentName;
/** `aws sns subscribe --topic-arn <alarms> --protocol email --notification-endpoint you@example.com` */
export const alarms = people.arn;
