import { Engine } from '../model';
import type { DeploymentPlan } from '../plan';
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
 * file has come to hold, so that no restart brings a primary back (rule R1).
 */
export function redisCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  return [
    Engine.of(plan.engine.name).binaries.server,
    layoutOf(config).redisConf,
    '--replicaof', PLACEHOLDER.host, String(PLACEHOLDER.port),
    '--replica-priority', '0',
    '--replica-serve-stale-data', 'no',
    '--min-replicas-to-write', String(FENCE),
  ];
}

/** Command line of a Sentinel; to be started once its file exists. */
export function sentinelCommand(plan: DeploymentPlan, config: NodeConfig): string[] {
  return [Engine.of(plan.engine.name).binaries.sentinel, layoutOf(config).sentinelConf];
}
