import { dataPorts, type DeploymentPlan } from '../plan';
import { countSlots, parseClusterNodes, parseInfo } from '../redis';
import { asking, type Access } from './ask';
import type { ClusterObservation } from './observation';

/** What the Cluster looks like from one of its nodes; undefined when that does not tell. */
export async function observeCluster(access: Access, node: string): Promise<ClusterObservation | undefined> {
  try {
    const [info, nodes] = await asking(access, node, access.plan.ports.redis,
      (link) => Promise.all([link.call('CLUSTER', 'INFO'), link.call('CLUSTER', 'NODES')]));
    return clusterObservation(access.plan, access.addresses, parseInfo(String(info)), String(nodes));
  } catch {
    return undefined;
  }
}

/** Pure half of `observeCluster`. */
export function clusterObservation(
  plan: DeploymentPlan, addresses: Record<string, string>, info: Record<string, string>, nodes: string,
): ClusterObservation {
  const lines = parseClusterNodes(nodes);
  const ports = dataPorts(plan);
  const nodeAt = (host: string, port: number): string | undefined =>
    (ports.includes(port) ? plan.nodes.find(({ name }) => addresses[name] === host)?.name : undefined);
  const named = lines.map((line) => ({ ...line, node: nodeAt(line.host, line.port) }));
  const mine = named.find(({ flags }) => flags.includes('myself'));
  const known = (line: (typeof named)[number]): boolean => line.node !== undefined && !line.flags.includes('handshake');
  return {
    ok: info.cluster_state === 'ok',
    slotsAssigned: Number(info.cluster_slots_assigned ?? 0),
    slots: countSlots(mine?.slots ?? []),
    replicates: named.find(({ id }) => id === mine?.primaryId)?.node ?? '',
    failing: named.filter(({ flags, node }) => node !== undefined && flags.some((flag) => flag.startsWith('fail'))).map(({ node }) => node!),
    strangers: named.filter((line) => !known(line)).map(({ id, flags }) => `${id} (${flags.join(',')})`),
    missing: plan.nodes.map(({ name }) => name).filter((name) => !named.some((line) => known(line) && line.node === name)),
    moving: Object.keys({ ...mine?.migrating, ...mine?.importing }).length,
  };
}
