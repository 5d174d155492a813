import { BalanceWhen, Engine, Topology, type BalanceRule } from '../../../../lib/model';
import { plan, type DeploymentPlan } from '../../../../lib/plan';
import type { PeerState } from '../../../../lib/agent/situation';
import { linked, peer, primary } from '../situations';

export const AT_ONCE = { when: BalanceWhen.AT_ONCE };

/** Three nodes in zone-1 to zone-3. */
export function sentinelPlan(balance: BalanceRule): DeploymentPlan {
  return plan({
    name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3, balance,
  });
}

/** Three shards with one replica each over three zones. */
export function clusterPlan(balance: BalanceRule = AT_ONCE): DeploymentPlan {
  return plan({
    name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.cluster(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3, balance,
  });
}

/** Every node well, with these as primaries of their data sets. */
export function states(
  of: DeploymentPlan, primaries: string[], over: Record<string, Partial<PeerState>> = {},
): Record<string, PeerState> {
  return Object.fromEntries(of.nodes.map(({ name, shard }) => {
    const source = primaries.find((leader) => of.nodes.find((node) => node.name === leader)!.shard === shard)!;
    return [name, peer({ phase: 'serving', redis: source === name ? primary({ priority: 0 }) : linked(source), ...over[name] })];
  }));
}
