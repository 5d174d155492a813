import { Engine, TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { COPIES_NOTHING } from './cluster-conf';
import { layoutOf } from './layout';
import type { NodeConfig } from './node-config';

/** Nobody listens here: a replica of it is nobody's replica (rule R1). */
export const PLACEHOLDER = { host: '127.0.0.1', port: 1 };

/**
 * More replicas than there can ever be: as `min-replicas-to-write` it refuses
 * every write and nothing else. The fence of rules R1, R7 and R9.
 */
export const FENCE = 16384;

/**
 * Command line of a data server. It overrides whatever role the configuration
 * file has come to hold, so that no restart brings a primary back (rule R1). A Cluster
 * node knows its role from its own file and may not be told another: it comes back
 * fenced, as a source of nothing, and is no candidate.
 */
export function redisCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  return [
    Engine.of(plan.engine.name).binaries.server,
    layoutOf(config).redisConf,
    ...(plan.topology.kind === TopologyKind.CLUSTER
      ? ['--cluster-replica-no-failover', 'yes', '--repl-diskless-sync-delay', String(COPIES_NOTHING)]
      : ['--replicaof', PLACEHOLDER.host, String(PLACEHOLDER.port), '--replica-priority', '0']),
    '--replica-serve-stale-data', 'no',
    '--min-replicas-to-write', String(FENCE),
  ];
}

/** Command line of a Sentinel; to be started once its file exists. */
export function sentinelCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  return [Engine.of(plan.engine.name).binaries.sentinel, layoutOf(config).sentinelConf];
}
