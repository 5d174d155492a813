import { SentinelPlacement, TopologyKind, type Topology } from '../model';
import { NodeRole, type PlanNode } from './deployment-plan';

/** The names platforms map their zones, racks or hosts to. */
export function domainNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `zone-${index + 1}`);
}

/**
 * Places nodes over failure domains so that the loss of one never takes both a
 * Sentinel majority and every data node, and takes neither where there are
 * three domains or more.
 */
export function place(name: string, topology: Topology, domains: string[]): PlanNode[] {
  return topology.kind === TopologyKind.CLUSTER ? placeCluster(name, topology, domains) : placeOne(name, topology, domains);
}

/**
 * Each shard begins in the next domain and goes on round, so that primaries are spread and no replica is in its
 * primary's domain while there are enough domains. Names tell shard and number, never the role, which moves.
 */
function placeCluster(name: string, topology: Topology, domains: string[]): PlanNode[] {
  const members = Array.from({ length: topology.replicas + 1 }, (_, index) => index);
  return Array.from({ length: topology.shards }, (_, index) => index + 1).flatMap((shard) => members.map((member): PlanNode => {
    const nodeName = `shard-${shard}-${member + 1}`;
    return {
      name: nodeName,
      roles: [NodeRole.DATA],
      failureDomain: domains[(shard - 1 + member) % domains.length]!,
      shard,
      address: `${nodeName}.${name}`,
    };
  }));
}

function placeOne(name: string, topology: Topology, domains: string[]): PlanNode[] {
  const node = (nodeName: string, roles: NodeRole[], index: number): PlanNode => ({
    name: nodeName,
    roles,
    failureDomain: domains[index % domains.length]!,
    address: `${nodeName}.${name}`,
  });
  const dataNodes = topology.replicas + 1;
  const beside = topology.placement === SentinelPlacement.BESIDE_DATA
    ? Math.min(dataNodes, topology.sentinels)
    : 0;
  const nodes: PlanNode[] = [];
  for (let index = 0; index < dataNodes; index += 1) {
    const roles = index < beside ? [NodeRole.DATA, NodeRole.SENTINEL] : [NodeRole.DATA];
    nodes.push(node(`node-${index + 1}`, roles, index));
  }
  // Sentinels continue the same round so that each domain holds as few of them as possible.
  for (let index = beside; index < topology.sentinels; index += 1) {
    nodes.push(node(`sentinel-${index - beside + 1}`, [NodeRole.SENTINEL], index));
  }
  return nodes;
}

/** Nodes of a plan with that role. */
export function nodesWith(nodes: PlanNode[], role: NodeRole): PlanNode[] {
  return nodes.filter((candidate) => candidate.roles.includes(role));
}
