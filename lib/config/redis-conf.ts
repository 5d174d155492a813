import { TopologyKind, UserName } from '../model';
import type { DeploymentPlan } from '../plan';
import { clusterLines, clusterSettings } from './cluster-conf';
import { layoutOf } from './layout';
import { networkOf } from './network';
import type { NodeConfig } from './node-config';
import { quoted } from './quoted';
import { redisTransportLines } from './transport-conf';

/** A setting of redis.conf and its value as CONFIG SET takes it. */
export type RedisSettings = Record<string, string>;

/**
 * Settings that follow from the plan's numbers and can be changed on a running
 * server with CONFIG SET. Role, priority and the write fence are not here: they
 * belong to the agent.
 */
export function liveSettings(plan: DeploymentPlan): RedisSettings {
  const { settings } = plan;
  return {
    maxmemory: String(settings.maxMemoryBytes),
    'maxmemory-policy': settings.maxMemoryPolicy,
    appendfsync: settings.appendfsync,
    save: settings.save.join(' '),
    'repl-backlog-size': String(settings.replBacklogBytes),
    // A replica that has heard nothing for longer than its lag bound is cut off, not idle.
    'repl-ping-replica-period': '1',
    'repl-timeout': String(settings.replTimeoutSeconds),
    'min-replicas-max-lag': String(settings.minReplicasMaxLagSeconds),
    'shutdown-timeout': String(settings.shutdownTimeoutSeconds),
    'client-output-buffer-limit': `replica ${Math.max(2 * settings.replBacklogBytes, 256 * 1024 * 1024)} ${settings.replBacklogBytes} 60`,
    ...(plan.topology.kind === TopologyKind.CLUSTER ? clusterSettings(plan) : {}),
  };
}

/** Renders redis.conf for one data node. Holds the replication password: keep it readable by the server's user only. */
export function renderRedisConf(
  plan: DeploymentPlan, config: NodeConfig, addresses: Record<string, string>, secrets: Record<string, string>,
): string {
  const announced = addresses[config.node]!;
  const { bind, source } = networkOf(config, announced);
  const layout = layoutOf(config);
  const fixed: [string, string][] = [
    ['bind', bind],
    // Sentinel and primaries learn addresses from connections, so connections must come from the announced one.
    ...(source === undefined ? [] : [['bind-source-addr', source] as [string, string]]),
    ...redisTransportLines(plan, config),
    ['protected-mode', 'no'],
    ['daemonize', 'no'],
    ['dir', quoted(layout.redisDir)],
    ['aclfile', quoted(layout.redisAcl)],
    ['replica-announce-ip', announced],
    ['masteruser', UserName.REPLICATION],
    ['masterauth', quoted(secrets[UserName.REPLICATION]!)],
    ['appendonly', 'yes'],
    ['aof-use-rdb-preamble', 'yes'],
    ['aof-timestamp-enabled', 'yes'],
    // A replica cut off from its primary must not answer as if it were current.
    ['replica-serve-stale-data', 'no'],
    ['repl-diskless-sync', 'yes'],
    ['repl-diskless-sync-delay', '1'],
    ['tcp-keepalive', '60'],
    ['latency-monitor-threshold', '100'],
    ...(plan.topology.kind === TopologyKind.CLUSTER ? clusterLines(plan, config, announced) : []),
  ];
  const lines = [
    ...fixed.map(([key, value]) => `${key} ${value}`),
    ...Object.entries(liveSettings(plan)).map(([key, value]) => `${key} ${key === 'save' && value === '' ? '""' : value}`),
  ];
  return `${lines.join('\n')}\n`;
}
