import { recorded, type Recorded, type RecordedResource, type RecordedRun } from '../recorded';
import { RedisCluster, RedisReplication, RedisSentinel, type RedisClusterArgs, type RedisReplicationArgs, type RedisSentinelArgs } from '../../../../constructs/pulumi/kubernetes';

export const OBJECTIVES = { rpo: '5s', rto: '10s' };
export const CLUSTER_OBJECTIVES = { rpo: '5s', rto: '20s' };
export const REPLICATION_OBJECTIVES = { rpo: '5s', rto: '5m' };

/** A Kubernetes object as a resource says it. */
export type Manifest = Record<string, any>;

export function sentinel(args: Partial<RedisSentinelArgs> = {}, name = 'cache'): RedisSentinel {
  return new RedisSentinel(name, { objectives: OBJECTIVES, namespace: 'shop', ...args });
}

export function replication(args: Partial<RedisReplicationArgs> = {}, name = 'cache'): RedisReplication {
  return new RedisReplication(name, { objectives: REPLICATION_OBJECTIVES, namespace: 'shop', ...args });
}

export function cluster(args: Partial<RedisClusterArgs> = {}, name = 'cache'): RedisCluster {
  return new RedisCluster(name, { objectives: CLUSTER_OBJECTIVES, namespace: 'shop', ...args });
}

export async function deployed(args: Partial<RedisSentinelArgs> = {}, run: RecordedRun = {}): Promise<Recorded> {
  return recorded(() => { sentinel(args); }, run);
}

/** Kubernetes objects of a run, as they would be in a manifest. */
export function objectsOf({ resources }: Recorded): Manifest[] {
  return resources.filter(isObject).map(({ inputs }) => inputs);
}

export function isObject({ type }: RecordedResource): boolean {
  return type.startsWith('kubernetes:');
}

/** The one resource of that kind and name of object. */
export function resourceOf({ resources }: Recorded, kind: string, name: string): RecordedResource {
  const found = resources.filter(({ inputs }) => inputs.kind === kind && inputs.metadata?.name === name);
  if (found.length !== 1) {
    throw new Error(`${found.length} of kind ${kind} are called ${name}`);
  }
  return found[0]!;
}
