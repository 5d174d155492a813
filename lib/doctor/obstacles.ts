import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import type { Problem } from './diagnosis';
import type { DataNodeObservation, Observation } from './observation';

/** What stands between a replica and its promotion; empty when nothing does. */
export function obstacles(plan: DeploymentPlan, node: DataNodeObservation): Omit<Problem, 'subject'>[] {
  if (node.refusal !== undefined) {
    return [refused('', node.refusal)];
  }
  if (!node.reachable) {
    return [{ id: 'node-unreachable', reason: 'does not answer', fix: 'start it, or look at its log and network' }];
  }
  const found: Omit<Problem, 'subject'>[] = [];
  const { minReplicasMaxLagSeconds } = plan.settings;
  if (node.loading) {
    found.push({ id: 'loading', reason: 'is still loading its data', fix: 'wait until it has loaded' });
  }
  if (node.syncing) {
    found.push({ id: 'syncing', reason: 'is being filled with a full copy', fix: 'wait until the copy has ended' });
  } else if (!node.linkUp) {
    found.push({ id: 'replica-link-down', reason: 'is not linked to a primary', fix: 'look at its log; its agent points it when it knows where to' });
  } else if (node.lagSeconds > minReplicasMaxLagSeconds) {
    found.push({
      id: 'lag', reason: `is ${node.lagSeconds} s behind, more than the ${minReplicasMaxLagSeconds} s that objectives.rpo allows`,
      fix: 'look for slow disks, a saturated network or a slow command',
    });
  }
  if (plan.topology.kind !== TopologyKind.REPLICATION && node.priority === 0) {
    const why = plan.topology.kind === TopologyKind.SENTINEL
      ? 'has replica-priority 0, so no Sentinel promotes it' : 'may not lead its shard (cluster-replica-no-failover, or its agent is silent)';
    found.push({ id: 'priority-zero', reason: why, fix: 'wait until its agent has seen it linked; if it stays, look at the agent\'s log' });
  }
  if (plan.topology.kind === TopologyKind.CLUSTER && node.role === 'replica' && node.minReplicas > plan.settings.minReplicasToWrite) {
    found.push({ id: 'replica-fenced', reason: 'is fenced since its restart, so it would lead and take no writes',
      fix: 'wait until its agent has seen it linked; if it stays, look at the agent\'s log' });
  }
  return found;
}

/** A node or Sentinel that is there and will not tell. */
export function refused(whose: string, refusal: string): Omit<Problem, 'subject'> {
  return {
    id: 'observation-refused', reason: `${whose}answers, but refuses to be observed: ${refusal}`,
    fix: /^NOPERM/.test(refusal)
      ? 'give the user `monitor` the rights the plan lists under users: deploy the plan again, or run ACL LOAD on the node'
      : 'give the present password of the user `monitor`',
  };
}

/** A replica that a failover may promote now. */
export function eligible(plan: DeploymentPlan, node: DataNodeObservation): boolean {
  return node.role === 'replica' && obstacles(plan, node).length === 0;
}

/** That node is there, but does not say what it is. */
export function refusing(observation: Observation, node: string): boolean {
  return observation.dataNodes.some((one) => one.node === node && one.refusal !== undefined);
}
