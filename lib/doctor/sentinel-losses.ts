import type { DeploymentPlan } from '../plan';
import type { Observation } from './observation';
import { eligible, refusing } from './obstacles';
import { either } from './names';
import { majorityOf, namedPrimary, voters, votesNeeded } from './quorum';
import type { Consequence } from './losses';

/** What losing those nodes would mean where Sentinels have the say. */
export function sentinelLoss(plan: DeploymentPlan, observation: Observation, lost: string[]): Consequence {
  const left = {
    dataNodes: observation.dataNodes.filter((node) => !lost.includes(node.node)),
    sentinels: observation.sentinels.filter((sentinel) => !lost.includes(sentinel.node)),
  };
  const primary = namedPrimary(plan, observation);
  const serving = observation.dataNodes.find((node) => node.node === primary && node.reachable && node.role === 'primary');
  const votes = voters(left).filter((sentinel) => sentinel.names === primary).length;
  const candidates = left.dataNodes.filter((node) => eligible(plan, node)).map((node) => node.node);
  const { minReplicasToWrite } = plan.settings;
  const reasons: string[] = [];
  if (!serving) {
    reasons.push(refusing(observation, primary) ? `whether ${primary} serves cannot be observed` : 'nothing serves even before the loss');
  }
  let outcome: string;
  if (lost.includes(primary)) {
    outcome = `${either(candidates) || 'nobody'} takes over`;
    const needed = votesNeeded(plan, left);
    if (votes < needed) {
      reasons.push(`${votes} of ${plan.topology.sentinels} Sentinels would be left, ${needed} are needed for a failover`);
    }
    if (candidates.length === 0) {
      reasons.push('no replica would be left that can be promoted');
    } else if (candidates.length - 1 < minReplicasToWrite) {
      reasons.push(`the new primary would have ${candidates.length - 1} replicas and refuse writes (min-replicas-to-write ${minReplicasToWrite})`);
    }
  } else {
    outcome = `${primary || 'the primary'} keeps serving`;
    if (votes < majorityOf(plan)) {
      reasons.push(`${votes} of ${plan.topology.sentinels} Sentinels would be left, no majority, so the primary stops writes after `
        + `${plan.settings.fenceAfterSeconds + 2} s`);
    }
    if (candidates.length < minReplicasToWrite) {
      reasons.push(`${candidates.length} replicas in bounds would be left and the primary refuses writes (min-replicas-to-write ${minReplicasToWrite})`);
    }
  }
  return { reasons, outcome };
}
