import type * as aws from '../../../constructs/pulumi/aws';
import type { AwsBackupBucketArgs } from '../../../plugin/aws/backup-bucket';
import type { AwsBackupScheduleArgs } from '../../../plugin/aws/backup-schedule';
import type { AwsRedisClusterArgs, AwsRedisReplicationArgs, AwsRedisSentinelArgs } from '../../../plugin/aws/topologies';

/** Arguments of TypeScript that other languages do not have; the compiler knows them. */
type Missing<TypeScript, Plugin> = Record<Exclude<keyof TypeScript, keyof Plugin>, true>;

test('what only TypeScript has is known: another region', () => {
  const sentinel: Missing<aws.RedisSentinelArgs, AwsRedisSentinelArgs> = { replicaRegion: true };
  const replication: Missing<aws.RedisReplicationArgs, AwsRedisReplicationArgs> = sentinel;
  const cluster: Missing<aws.RedisClusterArgs, AwsRedisClusterArgs> = sentinel;
  const bucket: Missing<aws.BackupBucketArgs, AwsBackupBucketArgs> = {};
  const schedule: Missing<aws.BackupScheduleArgs, AwsBackupScheduleArgs> = {};
  expect([sentinel, replication, cluster, bucket, schedule].map((each) => Object.keys(each)))
    .toEqual([['replicaRegion'], ['replicaRegion'], ['replicaRegion'], [], []]);
});
