import { dataPorts, nodesWith, NodeRole, type DeploymentPlan } from '../plan';
import { parseClusterNodes, type ClusterNodeLine, type RedisLink } from '../redis';
import { SLOTS, slotsIn } from './slot-ranges';

/** The node that leads a shard, by its own word. */
export interface ShardPrimary {
  readonly shard: number;
  readonly node: string;
  readonly id: string;
  /** Every id known to be, or to have been, at a node of the shard. */
  readonly ids: string[];
  readonly slots: number[];
  /** Slots on their way out and in, slot to the id of the other end. */
  readonly migrating: Record<string, string>;
  readonly importing: Record<string, string>;
  /** Ids it knows and reaches. */
  readonly reaches: string[];
}

/**
 * Asks every node of a plan who it is; of several that call themselves primary of one shard the one with slots and the
 * latest epoch counts.
 *
 * @throws Error when a shard has no primary that answers, or a slot no owner
 */
export async function readPrimaries(
  plan: DeploymentPlan, links: Map<string, RedisLink>, addresses: Record<string, string> = {},
): Promise<ShardPrimary[]> {
  const nodes = nodesWith(plan.nodes, NodeRole.DATA);
  const told = await Promise.all(nodes.map(async ({ name, shard }) => {
    const lines = await links.get(name)!.call('CLUSTER', 'NODES').then((text) => parseClusterNodes(String(text))).catch(() => []);
    return { node: name, shard: shard!, lines, me: lines.find(({ flags }) => flags.includes('myself')) };
  }));
  const shards = [...new Set(nodes.map(({ shard }) => shard!))];
  const primaries = shards.map((shard) => {
    const [best] = told.filter((each) => each.shard === shard && each.me?.flags.includes('master'))
      .sort((a, b) => Number(b.me!.slots.length > 0) - Number(a.me!.slots.length > 0) || b.me!.configEpoch - a.me!.configEpoch);
    if (!best) {
      throw new Error(`shard ${shard} has no primary that answers: ${told.filter((each) => each.shard === shard).map(({ node }) => node).join(', ')}`);
    }
    return { ...best, me: best.me! };
  });
  const owner = ownersOf(primaries);
  const ports = dataPorts(plan);
  const idsOf = (shard: number): string[] => {
    const members = told.filter((each) => each.shard === shard);
    const at = (line: ClusterNodeLine): boolean =>
      ports.includes(line.port) && members.some(({ node }) => addresses[node] === line.host);
    const there = told.flatMap(({ lines }) => lines.filter(at));
    return [...new Set([...members.flatMap(({ me }) => me?.id ?? []), ...there.map(({ id }) => id)])];
  };
  const unowned = Array.from({ length: SLOTS }, (_, slot) => slot).filter((slot) => !owner.has(slot));
  if (unowned.length > 0) {
    throw new Error(`${unowned.length} slots have no owner, the first is ${unowned[0]}: the Cluster must be whole before slots move`);
  }
  return primaries.map(({ shard, node, me, lines }) => ({
    shard, node, id: me.id, ids: idsOf(shard), migrating: me.migrating, importing: me.importing,
    slots: slotsIn(me.slots).filter((slot) => owner.get(slot) === me.id),
    reaches: lines.filter((line) => line.connected && !line.flags.includes('handshake')).map(({ id }) => id),
  }));
}

/** Whoever says it owns a slot at the latest epoch. */
function ownersOf(primaries: { me: ClusterNodeLine }[]): Map<number, string> {
  const owners = new Map<number, string>();
  for (const { me } of [...primaries].sort((a, b) => a.me.configEpoch - b.me.configEpoch)) {
    slotsIn(me.slots).forEach((slot) => owners.set(slot, me.id));
  }
  return owners;
}
