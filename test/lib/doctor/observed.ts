import { Engine, Topology, TopologyKind, type SentinelOptions } from '../../../lib/model';
import type { DataNodeObservation, Observation, SentinelObservation } from '../../../lib/doctor';
import { NodeRole, nodesWith, review, type DeploymentPlan } from '../../../lib/plan';

export function doctorPlan(options: SentinelOptions = {}, failureDomains = 3): DeploymentPlan {
  return review({
    name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(options), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains,
  });
}

export function planOf(topology: Topology, failureDomains = 3): DeploymentPlan {
  return review({ name: 'demo', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 60, rtoSeconds: 600 }, failureDomains });
}

/** Everything as planned: the bootstrap node is primary, in a Cluster the first node of each shard; all else follows. */
export function healthy(plan: DeploymentPlan): Observation {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  return {
    dataNodes: data.map(({ name, shard }) => {
      const primary = data.find((node) => node.shard === shard)!.name;
      return {
        node: name, reachable: true, role: name === primary ? 'primary' : 'replica', linkUp: name !== primary, syncing: false, lagSeconds: 0,
        offset: 1000, priority: 100, loading: false, minReplicas: plan.settings.minReplicasToWrite, source: name === primary ? '' : '127.0.0.1',
        agentState: 'serving', epoch: 1, names: primary,
        ...(plan.topology.kind === TopologyKind.CLUSTER ? {
          cluster: {
            ok: true, slotsAssigned: 16384, slots: name === primary ? 5461 : 0, replicates: name === primary ? '' : primary,
            failing: [], strangers: [], missing: [], moving: 0,
          },
        } : {}),
      };
    }),
    sentinels: nodesWith(plan.nodes, NodeRole.SENTINEL).map(({ name }) => ({
      node: name, reachable: true, names: plan.topology.bootstrapNode, epoch: 1, quorum: plan.topology.quorum,
      knownReplicas: plan.topology.replicas, knownSentinels: plan.topology.sentinels, failingOver: false,
    })),
  };
}

/** That replica has taken over its shard. */
export function failedOver(observation: Observation, from: string, to: string): Observation {
  const shard = (node: string): string => node.replace(/-\d+$/, '');
  const before = observation.dataNodes.find(({ node }) => node === from)!;
  const after = observation.dataNodes.find(({ node }) => node === to)!;
  return {
    ...observation,
    dataNodes: observation.dataNodes.map((one) => {
      const names = shard(one.node) === shard(to) ? to : one.names;
      if (one.node === from) {
        return { ...one, names, role: 'replica', linkUp: true, source: '127.0.0.2', cluster: { ...before.cluster!, slots: 0, replicates: to } };
      }
      return one.node === to ? { ...one, names, role: 'primary', cluster: { ...after.cluster!, slots: 5461, replicates: '' } } : { ...one, names };
    }),
  };
}

export function withNode(observation: Observation, node: string, changes: Partial<DataNodeObservation>): Observation {
  return { ...observation, dataNodes: observation.dataNodes.map((one) => (one.node === node ? { ...one, ...changes } : one)) };
}

export function withSentinel(observation: Observation, node: string, changes: Partial<SentinelObservation>): Observation {
  return { ...observation, sentinels: observation.sentinels.map((one) => (one.node === node ? { ...one, ...changes } : one)) };
}
