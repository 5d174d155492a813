import { parseClusterNodes, parseInfo, type RedisLink } from '../../redis';
import type { ClusterFacts } from '../situation';

type NodeAt = (host: string, port: number) => string | undefined;

/** What a Cluster node says about the Cluster. */
export async function readCluster(link: RedisLink, nodeAt: NodeAt): Promise<ClusterFacts> {
  const [info, nodes] = await Promise.all([link.call('CLUSTER', 'INFO'), link.call('CLUSTER', 'NODES')]);
  return clusterFacts(parseInfo(String(info)), String(nodes), nodeAt);
}

/** Pure half of `readCluster`. */
export function clusterFacts(info: Record<string, string>, nodes: string, nodeAt: NodeAt): ClusterFacts {
  const lines = parseClusterNodes(nodes);
  const mine = lines.find(({ flags }) => flags.includes('myself'));
  return {
    myId: mine?.id ?? '',
    ok: info.cluster_state === 'ok',
    currentEpoch: Number(info.cluster_current_epoch ?? 0),
    slotsAssigned: Number(info.cluster_slots_assigned ?? 0),
    members: lines.map((line) => ({ ...line, node: nodeAt(line.host, line.port) })),
    migrating: mine?.migrating ?? {},
    importing: mine?.importing ?? {},
  };
}
