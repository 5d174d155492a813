import type { DeploymentPlan } from '../plan';
import { dataSetsOf, observedOf, servingPrimary, type DataSet } from './data-sets';
import type { Consequence } from './losses';
import { either } from './names';
import type { DataNodeObservation, Observation } from './observation';
import { eligible } from './obstacles';

/** What losing those nodes would mean where the Cluster has the say: votes first, then each shard they hold a copy of. */
export function clusterLoss(plan: DeploymentPlan, observation: Observation, lost: string[]): Consequence {
  const sets = dataSetsOf(plan);
  const primaries = sets.map((set) => servingPrimary(observedOf(observation, set))).filter((node) => node !== undefined);
  // Only primaries that own slots vote.
  const voters = primaries.filter(({ cluster }) => (cluster?.slots ?? 0) > 0);
  const left = voters.filter(({ node }) => !lost.includes(node)).length;
  const needed = Math.floor(voters.length / 2) + 1;
  const reasons: string[] = [];
  if (left < needed) {
    reasons.push(`${left} of ${voters.length} primaries would be left, ${needed} are needed: every shard stops`);
  }
  const outcomes = sets.map((set) => shardLoss(plan, set, observedOf(observation, set), lost, reasons));
  return { reasons, outcome: outcomes.filter((outcome) => outcome !== '').join('; ') || 'every primary keeps serving' };
}

function shardLoss(plan: DeploymentPlan, set: DataSet, nodes: DataNodeObservation[], lost: string[], reasons: string[]): string {
  const serving = servingPrimary(nodes);
  const ready = nodes.filter(({ node }) => !lost.includes(node)).filter((node) => eligible(plan, node)).map(({ node }) => node);
  const { minReplicasToWrite } = plan.settings;
  if (!serving) {
    reasons.push(`${set.title}: nothing serves even before the loss`);
    return '';
  }
  if (lost.includes(serving.node)) {
    if (ready.length === 0) {
      reasons.push(`${set.title}: no replica would be left that can be promoted`);
    } else if (ready.length - 1 < minReplicasToWrite) {
      reasons.push(`${set.title}: the new primary would have ${ready.length - 1} replicas and refuse writes (min-replicas-to-write ${minReplicasToWrite})`);
    }
    return `${set.title}: ${either(ready)} takes over`;
  }
  if (ready.length < minReplicasToWrite) {
    reasons.push(`${set.title}: ${ready.length} replicas in bounds would be left and the primary refuses writes (min-replicas-to-write ${minReplicasToWrite})`);
  }
  return '';
}
