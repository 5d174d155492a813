export { Packages, SsmAgent, type AptRepositoryOptions, type DistributionOptions, type SsmAgentOptions } from '../../lib/aws';
export { AppendFsync, Engine, SentinelPlacement, type Persistence } from '../../lib/model';
export { NodeImage, type NodeImageConfig, type NodeImageOptions } from './node-image';
export { RedisSentinel } from './redis-sentinel';
export { RedisSentinelBase, type IRedisSentinel, type RedisSentinelAttributes } from './redis-sentinel-base';
export type { DataVolume, RecoveryObjectives, RedisSentinelProps } from './redis-sentinel-props';
export type { RedisSettingOverrides } from './setting-overrides';
