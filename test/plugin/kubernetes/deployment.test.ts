import type * as kubernetes from '../../../constructs/pulumi/kubernetes';
import type { KubernetesBackupScheduleArgs } from '../../../plugin/kubernetes/backup-schedule';
import type {
  KubernetesRedisClusterArgs, KubernetesRedisReplicationArgs, KubernetesRedisSentinelArgs,
} from '../../../plugin/kubernetes/topologies';

/** Arguments of TypeScript that other languages do not have; the compiler knows them. */
type Missing<TypeScript, Plugin> = Record<Exclude<keyof TypeScript, keyof Plugin>, true>;

test('every argument of TypeScript is an input', () => {
  const sentinel: Missing<kubernetes.RedisSentinelArgs, KubernetesRedisSentinelArgs> = {};
  const replication: Missing<kubernetes.RedisReplicationArgs, KubernetesRedisReplicationArgs> = {};
  const cluster: Missing<kubernetes.RedisClusterArgs, KubernetesRedisClusterArgs> = {};
  const schedule: Missing<kubernetes.BackupScheduleArgs, KubernetesBackupScheduleArgs> = {};
  expect([sentinel, replication, cluster, schedule].flatMap((each) => Object.keys(each))).toEqual([]);
});
