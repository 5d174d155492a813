export { Packages, SsmAgent, type AptRepositoryOptions, type DistributionOptions, type SsmAgentOptions } from '../../lib/aws';
export { AppendFsync, BalanceWhen, Engine, SentinelPlacement, type BalanceRule, type BalanceWindow, type Persistence } from '../../lib/model';
export { BackupBucket } from './backup-bucket';
export { BackupBucketBase, type BackupBucketAttributes, type IBackupBucket } from './backup-bucket-base';
export type { BackupBucketProps, BackupReplica, BackupTransition } from './backup-bucket-props';
export { BackupSchedule } from './backup-schedule';
export { BackupCodec, type BackupScheduleProps } from './backup-schedule-props';
export { BackupSource, type ExistingRedis, type ExistingRedisNode } from './backup-source';
export type { DataVolume, RecoveryObjectives, RedisDeploymentProps } from './deployment-props';
export { NodeImage, type NodeImageConfig, type NodeImageOptions } from './node-image';
export type { NodeMove } from './node-move';
export type { PrimaryLoadBalancer } from './primary-load-balancer';
export type { PrivateDns } from './private-dns';
export { RedisCluster, type IRedisCluster, type RedisClusterAttributes, type RedisClusterProps } from './redis-cluster';
export { RedisDeploymentBase, type IRedisDeployment, type RedisDeploymentAttributes } from './redis-deployment-base';
export { RedisReplication, type IRedisReplication, type RedisReplicationProps } from './redis-replication';
export { RedisSentinel } from './redis-sentinel';
export { RedisSentinelBase, type IRedisSentinel, type RedisSentinelAttributes } from './redis-sentinel-base';
export type { RedisSentinelProps } from './redis-sentinel-props';
export { RestoreSource, type BackupToRestore } from './restore-source';
export type { RedisSettingOverrides } from './setting-overrides';
export {
  SinglePrimaryBase, type ISinglePrimaryDeployment, type SinglePrimaryAttributes, type SinglePrimaryProps,
} from './single-primary-base';
