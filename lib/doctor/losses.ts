import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { clusterLoss } from './cluster-losses';
import type { Loss } from './diagnosis';
import type { Observation } from './observation';
import { replicationLoss } from './replication-losses';
import { sentinelLoss } from './sentinel-losses';

/** What would follow from a loss. */
export interface Consequence {
  /** Why the loss is not safe; empty when it is. */
  readonly reasons: string[];
  readonly outcome: string;
}

/** What every single loss would mean now: each node, then each failure domain that holds one. */
export function lossesOf(plan: DeploymentPlan, observation: Observation): Loss[] {
  const domains = plan.failureDomains.filter((domain) => plan.nodes.some((node) => node.failureDomain === domain));
  const loss = (kind: string, name: string, lost: string[]): Loss => {
    const { reasons, outcome } = consequence(plan, observation, lost);
    return { kind, name, safe: reasons.length === 0, reasons, outcome: reasons.length === 0 ? outcome : '' };
  };
  return [
    ...plan.nodes.map((node) => loss('node', node.name, [node.name])),
    ...domains.map((domain) => loss('failure-domain', domain,
      plan.nodes.filter((node) => node.failureDomain === domain).map((node) => node.name))),
  ];
}

function consequence(plan: DeploymentPlan, observation: Observation, lost: string[]): Consequence {
  switch (plan.topology.kind) {
    case TopologyKind.CLUSTER:
      return clusterLoss(plan, observation, lost);
    case TopologyKind.REPLICATION:
      return replicationLoss(plan, observation, lost);
    default:
      return sentinelLoss(plan, observation, lost);
  }
}
