import { Engine, Topology, type SentinelOptions } from '../../../lib/model';
import type { DataNodeObservation, Observation, SentinelObservation } from '../../../lib/doctor';
import { NodeRole, nodesWith, review, type DeploymentPlan } from '../../../lib/plan';

export function doctorPlan(options: SentinelOptions = {}, failureDomains = 3): DeploymentPlan {
  return review({
    name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(options), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains,
  });
}

/** Everything as planned: the bootstrap node is primary, all else follows. */
export function healthy(plan: DeploymentPlan): Observation {
  const primary = plan.topology.bootstrapNode;
  return {
    dataNodes: nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => ({
      node: name, reachable: true, role: name === primary ? 'primary' : 'replica', linkUp: name !== primary, syncing: false, lagSeconds: 0,
      offset: 1000, priority: 100, loading: false, minReplicas: plan.settings.minReplicasToWrite, source: name === primary ? '' : '127.0.0.1',
      agentState: 'serving', epoch: 1,
    })),
    sentinels: nodesWith(plan.nodes, NodeRole.SENTINEL).map(({ name }) => ({
      node: name, reachable: true, names: primary, epoch: 1, quorum: plan.topology.quorum, knownReplicas: plan.topology.replicas,
      knownSentinels: plan.topology.sentinels, failingOver: false,
    })),
  };
}

export function withNode(observation: Observation, node: string, changes: Partial<DataNodeObservation>): Observation {
  return { ...observation, dataNodes: observation.dataNodes.map((one) => (one.node === node ? { ...one, ...changes } : one)) };
}

export function withSentinel(observation: Observation, node: string, changes: Partial<SentinelObservation>): Observation {
  return { ...observation, sentinels: observation.sentinels.map((one) => (one.node === node ? { ...one, ...changes } : one)) };
}
