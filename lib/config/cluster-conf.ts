import type { DeploymentPlan } from '../plan';
import type { NodeConfig } from './node-config';
import { layoutOf } from './layout';
import { quoted } from './quoted';
import { clusterTransportSettings } from './transport-conf';

/**
 * As `repl-diskless-sync-delay`, in seconds: a primary that starts no full copy. A wiped node comes up as an empty
 * primary at the address its replica still copies from; without this the replica would copy the emptiness (rule R11).
 */
export const COPIES_NOTHING = 86_400;
/** `repl-diskless-sync-delay` of a primary whose data may be copied. */
export const COPIES = 1;

/**
 * Cluster settings that can be changed on a running server. A lost shard takes its own slots with it and no others
 * (`cluster-require-full-coverage no`): whoever has keys elsewhere goes on, and the plan's promise is one per shard.
 */
export function clusterSettings(plan: DeploymentPlan): Record<string, string> {
  const { nodeTimeoutSeconds } = plan.settings;
  return {
    'cluster-node-timeout': String(Math.round(nodeTimeoutSeconds * 1000)),
    'cluster-require-full-coverage': 'no',
    // A shard is a fixed set of nodes by plan, over failure domains by plan.
    'cluster-allow-replica-migration': 'no',
    'cluster-allow-reads-when-down': 'no',
    // What a replica missed for longer than the RPO is not led over by itself. 2 is the least at which an ordinary
    // failover, which begins one to two timeouts after the link went down, is not forbidden.
    'cluster-replica-validity-factor': String(Math.max(2, Math.ceil(plan.objectives.rpoSeconds / nodeTimeoutSeconds))),
  };
}

/** Lines of redis.conf that only a Cluster node has. */
export function clusterLines(plan: DeploymentPlan, config: NodeConfig, announced: string): [string, string][] {
  const bus = String(plan.ports.bus);
  return [
    ['cluster-enabled', 'yes'],
    ['cluster-config-file', quoted(layoutOf(config).clusterConf)],
    ['cluster-port', bus],
    ['cluster-announce-ip', announced],
    ...Object.entries(clusterTransportSettings(plan)),
    ['cluster-announce-bus-port', bus],
  ];
}
