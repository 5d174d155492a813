export {
  BackupCodec, ClusterPlace, ContainerCatalogue, HostSpread, ObjectStore, RestoreSource, StoreIdentity, UpdateStrategy,
  type BackupToRestore, type CertManagerIssuer, type ContainerImageOverrides, type ExistingRedis, type ExistingRedisNode,
  type GeneratedPasswords, type GivenCertificatesOptions, type IpBlock, type LabelCondition, type LabelSelector, type NetworkPeer,
  type NodeLoadBalancers, type OwnAuthorityOptions, type PodScheduling, type S3StoreOptions, type TlsOptions, type Toleration,
  type WitnessStore,
} from '../../lib/manifests';
export { AppendFsync, BalanceWhen, Engine, SentinelPlacement, WhenUnsure, type BalanceRule, type BalanceWindow, type Persistence } from '../../lib/model';
export { BackupSchedule, type BackupScheduleProps } from './backup-schedule';
export { BackupSource } from './backup-source';
export { type DataVolume, type RecoveryObjectives, type RedisDeploymentProps } from './deployment-props';
export { PasswordSecret, type ExternalPasswords } from './password-secret';
export { RedisCluster, type IRedisCluster, type RedisClusterProps } from './redis-cluster';
export { RedisDeploymentBase, type IRedisDeployment } from './redis-deployment-base';
export { RedisReplication, type IRedisReplication, type RedisReplicationProps } from './redis-replication';
export { RedisSentinel, type IRedisSentinel, type RedisSentinelProps } from './redis-sentinel';
export { type ReplicaClusterOptions } from './replica-cluster';
export { RestoreJob, type RestoreJobProps } from './restore-job';
export type { RedisSettingOverrides } from './setting-overrides';
export { SinglePrimaryBase, type ISinglePrimaryDeployment } from './single-primary-base';
export type { StoreJobProps } from './store-job-props';
export { Tls, type CertManagerOptions } from './tls';
