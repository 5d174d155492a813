import { TopologyKind, Transport } from '../model';
import { NodeRole, type DeploymentPlan } from './deployment-plan';
import { nodesWith } from './placement';
import { planOf } from './regions';

export interface Inconsistency {
  readonly field: string;
  readonly problem: string;
}

/** The first thing in a plan that contradicts another, which no JSON Schema can see. */
export function inconsistencyOf(plan: DeploymentPlan): Inconsistency | undefined {
  const { topology, engine } = plan;
  const wrong = nodesInconsistency(plan);
  if (wrong) {
    return wrong;
  }
  const minority = topology.kind === TopologyKind.SENTINEL && topology.quorum <= topology.sentinels / 2;
  if (minority || topology.quorum > topology.sentinels) {
    return { field: 'topology.quorum', problem: `${topology.quorum} of ${topology.sentinels} Sentinels is no majority of them` };
  }
  if (engine.name !== `${engine.family}-${engine.version}`) {
    return { field: 'engine.name', problem: `"${engine.name}" is not ${engine.family} ${engine.version}` };
  }
  return transportInconsistency(plan) ?? regionInconsistency(plan);
}

/** The nodes of one region are those its topology asks for. */
function nodesInconsistency(plan: DeploymentPlan): Inconsistency | undefined {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  const sentinels = nodesWith(plan.nodes, NodeRole.SENTINEL);
  const { topology } = plan;
  const seen = new Set<string>();
  for (const [index, node] of plan.nodes.entries()) {
    if (seen.has(node.name)) {
      return { field: `nodes[${index}].name`, problem: `"${node.name}" is there twice` };
    }
    seen.add(node.name);
    if (!plan.failureDomains.includes(node.failureDomain)) {
      return { field: `nodes[${index}].failureDomain`, problem: `"${node.failureDomain}" is not one of ${plan.failureDomains.join(', ')}` };
    }
  }
  if (data.length !== topology.shards * (topology.replicas + 1)) {
    return {
      field: 'topology.replicas',
      problem: `${topology.shards} x ${topology.replicas} replicas and a primary, but ${data.length} nodes with data`,
    };
  }
  if (sentinels.length !== topology.sentinels) {
    return { field: 'topology.sentinels', problem: `${topology.sentinels}, but ${sentinels.length} nodes with a Sentinel` };
  }
  if (!data.some((node) => node.name === topology.bootstrapNode)) {
    return { field: 'topology.bootstrapNode', problem: `"${topology.bootstrapNode}" is not a node with data` };
  }
  return shardInconsistency(plan);
}

/** A second region has nodes that would do as a plan by themselves, and no name twice. */
function regionInconsistency(plan: DeploymentPlan): Inconsistency | undefined {
  const [first, second] = plan.regions;
  if ((second === undefined) !== (plan.regionChange === undefined)) {
    return { field: 'regionChange', problem: second ? 'is missing, and there are two regions' : 'is there, but there is one region' };
  }
  if (first!.nodes ?? first!.failureDomains) {
    return { field: 'regions[0].nodes', problem: 'is there, but the nodes of the active region are those of the plan' };
  }
  if (!second) {
    return undefined;
  }
  if (!second.nodes || !second.failureDomains) {
    return { field: `regions[1].${second.nodes ? 'failureDomains' : 'nodes'}`, problem: 'is missing' };
  }
  if (second.name === first!.name) {
    return { field: 'regions[1].name', problem: `"${second.name}" is there twice` };
  }
  const names = new Set(plan.nodes.map(({ name }) => name));
  const twice = second.nodes.findIndex(({ name }) => names.has(name));
  if (twice >= 0) {
    return { field: `regions[1].nodes[${twice}].name`, problem: `"${second.nodes[twice]!.name}" is in both regions` };
  }
  if (!second.nodes.some(({ roles }) => roles.includes(NodeRole.DATA))) {
    return { field: 'regions[1].nodes', problem: 'none of them holds data' };
  }
  const turned = nodesInconsistency(planOf(plan, second.name));
  return turned && { field: `regions[1].${turned.field}`, problem: turned.problem };
}

/** Ports and certificates are those of the transport. */
function transportInconsistency({ transport, tls, ports }: DeploymentPlan): Inconsistency | undefined {
  if ((transport === Transport.PLAINTEXT) !== (tls === undefined)) {
    return { field: 'tls', problem: tls === undefined ? `is missing, and the transport is ${transport}` : 'is there, but the transport is plaintext' };
  }
  for (const field of ['redisTls', 'sentinelTls'] as const) {
    if ((transport === Transport.BOTH) !== (ports[field] !== undefined)) {
      return { field: `ports.${field}`, problem: ports[field] === undefined ? 'is missing, and the transport is both' : `is there, but the transport is ${transport}` };
    }
  }
  return undefined;
}

/** Shards are there in a Cluster alone, numbered from 1, each with as many nodes as the topology says. */
function shardInconsistency({ topology, nodes, ports }: DeploymentPlan): Inconsistency | undefined {
  if (topology.kind !== TopologyKind.CLUSTER) {
    const index = nodes.findIndex((node) => node.shard !== undefined);
    return index < 0 ? undefined : { field: `nodes[${index}].shard`, problem: `is there, but ${topology.kind} has no shards` };
  }
  for (let shard = 1; shard <= topology.shards; shard += 1) {
    const members = nodes.filter((node) => node.shard === shard).length;
    if (members !== topology.replicas + 1) {
      return { field: 'nodes', problem: `shard ${shard} has ${members} nodes instead of ${topology.replicas + 1}` };
    }
  }
  return ports.bus === undefined ? { field: 'ports.bus', problem: 'is missing, and the nodes of a Cluster speak over it' } : undefined;
}
