import { PLACEHOLDER } from '../../config';
import { parseInfo, parsePairs, type RedisLink } from '../../redis';
import type { RedisState } from '../situation';
import { storageTroubleOf } from '../storage-trouble';

/**
 * What a server's own INFO and CONFIG say, in the words of a decision.
 *
 * @param remote nodes of the other region, whose copies are none that the durability of this one may count
 */
export async function readRedis(
  link: RedisLink, nodeAt: (host: string, port: number) => string | undefined, maxLagSeconds: number, remote: string[] = [],
): Promise<RedisState> {
  const [text, pairs] = await Promise.all([
    link.call('INFO', 'replication', 'persistence', 'keyspace', 'server'),
    link.call('CONFIG', 'GET', 'min-replicas-to-write', 'replica-priority', 'cluster-replica-no-failover'),
  ]);
  return redisState(parseInfo(String(text)), parsePairs(pairs), nodeAt, maxLagSeconds, remote);
}

/** Pure half of `readRedis`. */
export function redisState(
  info: Record<string, string>, config: Record<string, string>,
  nodeAt: (host: string, port: number) => string | undefined, maxLagSeconds: number, remote: string[] = [],
): RedisState {
  const role = info.role === 'master' ? 'primary' : 'replica';
  const host = info.master_host ?? '';
  const port = Number(info.master_port ?? 0);
  const storage = storageTroubleOf(info);
  const good = goodReplicas(info, maxLagSeconds);
  const far = good.filter((replica) => remote.includes(nodeAt(replica.host, replica.port) ?? '')).length;
  return {
    role,
    nobody: role === 'replica' && host === PLACEHOLDER.host && port === PLACEHOLDER.port,
    source: role === 'replica' ? nodeAt(host, port) : undefined,
    linkUp: info.master_link_status === 'up',
    staleSeconds: Math.max(0, Number(info.master_last_io_seconds_ago ?? 0), Number(info.master_link_down_since_seconds ?? 0)),
    copying: info.master_sync_in_progress === '1',
    loading: info.loading === '1' || info.async_loading === '1',
    replicationId: info.master_replid ?? '',
    offset: Number((role === 'primary' ? info.master_repl_offset : info.slave_repl_offset) ?? 0),
    keys: countKeys(info),
    ...(info.rdb_last_load_keys_loaded === undefined ? {} : {
      loadedKeys: Number(info.rdb_last_load_keys_loaded) + Number(info.rdb_last_load_keys_expired ?? 0),
    }),
    // What keeps a Cluster's replica from being a candidate counts as what keeps Sentinel's from it.
    priority: config['cluster-replica-no-failover'] === 'yes' ? 0 : Number(config['replica-priority'] ?? 0),
    minReplicas: Number(config['min-replicas-to-write'] ?? 0),
    goodReplicas: good.length - far,
    ...(far === 0 ? {} : { remoteReplicas: far }),
    ...(storage === undefined ? {} : { storage }),
    runId: info.run_id ?? '',
    processId: Number(info.process_id ?? 0),
  };
}

function countKeys(info: Record<string, string>): number {
  return Object.entries(info)
    .filter(([field]) => /^db\d+$/.test(field))
    .reduce((sum, [, value]) => sum + Number(/keys=(\d+)/.exec(value)?.[1] ?? 0), 0);
}

function goodReplicas(info: Record<string, string>, maxLagSeconds: number): { host: string; port: number }[] {
  return Object.entries(info)
    .filter(([field, value]) => /^slave\d+$/.test(field) && value.includes('state=online')
      && Number(/lag=(-?\d+)/.exec(value)?.[1] ?? Infinity) <= maxLagSeconds)
    .map(([, value]) => ({ host: /ip=([^,]*)/.exec(value)?.[1] ?? '', port: Number(/port=(\d+)/.exec(value)?.[1] ?? 0) }));
}
