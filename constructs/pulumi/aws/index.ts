export { Packages, SsmAgent, type AptRepositoryOptions, type DistributionOptions, type SsmAgentOptions } from '../../../lib/aws';
export {
  AppendFsync, BalanceWhen, Engine, RegionStrategy, SentinelPlacement, WhenUnsure, type BalanceRule, type BalanceWindow,
  type Persistence,
} from '../../../lib/model';
export type { Duration, Keeping, RecoveryObjectives, RedisSettingOverrides, RemovalPolicy, Size } from '../shared';
export type { BackupBucketArgs, BackupLock, BackupReplica, BackupTransition } from './backup-bucket-args';
export { BackupBucket } from './backup-bucket';
export type { BackupCodec, BackupScheduleArgs } from './backup-schedule-args';
export { BackupSchedule } from './backup-schedule';
export {
  BackupSource, type BackedUpDeployment, type BackedUpTls, type ExistingRedis, type ExistingRedisNode, type GroupReference,
  type SecretReference,
} from './backup-source';
export type { BackupBucketAttributes, BucketReference, IBackupBucket } from './backup-store';
export { RestoreSource, type BackupToRestore } from './restore-source';
export type { DataVolume, NodeMove, RedisDeploymentArgs } from './deployment-args';
export type {
  DeploymentTlsAttributes, IRedisDeployment, IRedisSentinel, ISinglePrimaryDeployment, RedisClusterAttributes,
  RedisDeploymentAttributes, RedisSentinelAttributes, SinglePrimaryAttributes,
} from './deployment-attributes';
export { HomeDeclaration, type HomeDeclarationArgs } from './home-declaration';
export { NodeImage, type NodeImageOptions } from './node-image';
export type { PrimaryLoadBalancer } from './primary-load-balancer';
export type { HostedZone, PrivateDns } from './private-dns';
export { RedisCluster, type RedisClusterArgs } from './redis-cluster';
export { RedisDeployment, type MetricArgs } from './redis-deployment';
export { RedisReplication, type RedisReplicationArgs } from './redis-replication';
export { RedisSentinel, type RedisSentinelArgs } from './redis-sentinel';
export type { RegionAlarms } from './region-alarms';
export { RegionWitness, type WitnessAddress } from './region-witness';
export { ReplicaRegion } from './replica-region';
export type { ReplicaRegionArgs } from './replica-region-args';
export type { ReplicaRegionOptions } from './replica-region-options';
export { SinglePrimary, type SinglePrimaryArgs } from './single-primary';
export type { Tags } from './tagged';
export { Tls, type GivenCertificatesOptions, type OwnAuthorityOptions, type TlsOptions } from './tls';
export type { DeploymentTls } from './tls-access';
export type { DeploymentSecret } from './user-secrets';
export { WitnessBucket, type IWitnessBucket, type WitnessBucketArgs, type WitnessBucketAttributes } from './witness-bucket';
export { RegionConnection, type RouteTarget } from './region-connection';
export { RegionLink, RegionLinkReturn, type RegionLinkArgs, type RegionLinkReturnArgs } from './region-link';
export type { RegionLinkEnd } from './region-link-end';
export { RegionRunbook, type RegionRunbookArgs } from './region-runbook';
