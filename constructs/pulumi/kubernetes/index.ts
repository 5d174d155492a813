export {
  BackupCodec, ClusterPlace, ContainerCatalogue, HostSpread, UpdateStrategy, type BackupToRestore, type CertManagerIssuer,
  type ContainerImageOverrides, type ExistingRedis, type ExistingRedisNode, type GeneratedPasswords,
  type GivenCertificatesOptions, type IpBlock, type LabelCondition, type LabelSelector, type NetworkPeer,
  type NodeLoadBalancers, type OwnAuthorityOptions, type PodScheduling, type TlsOptions, type Toleration, type WitnessStore,
} from '../../../lib/manifests';
export { AppendFsync, BalanceWhen, Engine, SentinelPlacement, WhenUnsure, type BalanceRule, type BalanceWindow, type Persistence } from '../../../lib/model';
export type { Duration, Keeping, RecoveryObjectives, RedisSettingOverrides, RemovalPolicy, Size } from '../shared';
export { BackupSchedule, type BackupScheduleArgs } from './backup-schedule';
export { BackupSource, type ExistingRedisArgs } from './backup-source';
export type { WithInputs } from './deferred';
export type { DataVolume, RedisDeploymentArgs } from './deployment-args';
export { ObjectStore, StoreIdentity, type S3StoreArgs } from './object-store';
export { PasswordSecret, type ExternalPasswords } from './password-secret';
export { RedisCluster, type RedisClusterArgs } from './redis-cluster';
export { RedisDeploymentBase } from './redis-deployment-base';
export { RedisReplication, type RedisReplicationArgs } from './redis-replication';
export { RedisSentinel, type RedisSentinelArgs } from './redis-sentinel';
export type { ReplicaClusterArgs, WitnessArgs } from './replica-cluster';
export { RestoreJob, type RestoreJobArgs } from './restore-job';
export { RestoreSource } from './restore-source';
export { SinglePrimaryBase } from './single-primary-base';
export type { StoreJobArgs } from './store-job-args';
export { Tls, type CertManagerArgs } from './tls';
