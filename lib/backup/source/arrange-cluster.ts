import { asRanges, slotsIn } from '../../cluster/slot-ranges';
import type { ClusterNodeLine } from '../../redis';
import { addressOf } from '../connection';
import type { Look } from './look';
import type { ObservedNode } from './observed-node';
import { listed, type Arrangement, type ShardNodes } from './shard-nodes';

/** A member of a Cluster with its own line. */
export interface Member {
  readonly node: ObservedNode;
  readonly me: ClusterNodeLine;
}

/** Everybody who answers, by their own word. */
export function members(nodes: readonly ObservedNode[]): Member[] {
  return nodes.flatMap((node) => {
    const me = node.cluster?.find(({ flags }) => flags.includes('myself'));
    return me ? [{ node, me }] : [];
  });
}

/**
 * Puts a Cluster's members into shards. A slot belongs to whoever says so at the latest epoch: an old primary that came back
 * and has not heard the news yet owns nothing.
 *
 * @throws Error when the servers are not members of one Cluster
 */
export function arrangeCluster(look: Look): Arrangement {
  const all = members(look.nodes);
  const outside = look.nodes.filter((node) => !all.some((member) => member.node === node));
  if (outside.length > 0) {
    throw new Error(`${listed(outside.map(({ name }) => name))} ${outside.length === 1 ? 'is' : 'are'} no part of the Cluster `
      + `of ${all[0]!.node.name}: name servers of one deployment`);
  }
  const owners = ownersOf(all);
  const leaders = [...owners].map(([id, slots]) => ({ ...all.find(({ me }) => me.id === id)!, slots }));
  requireOneCluster(leaders);
  const idle = all.filter(({ me }) => me.flags.includes('master') && !owners.has(me.id) && me.slots.length > 0);
  return {
    cluster: true,
    shards: leaders.map((leader, index) => shardOf(leader, index + 1, all, look)),
    findings: idle.map(({ node }) => `${node.name} claims slots that others own since: nothing of it is in this backup`),
  };
}

/** Owner's id to its slots, in the order of the first slot. */
function ownersOf(all: readonly Member[]): Map<string, number[]> {
  const owner = new Map<number, string>();
  const leading = all.filter(({ me }) => me.flags.includes('master'));
  for (const { me } of [...leading].sort((a, b) => a.me.configEpoch - b.me.configEpoch)) {
    slotsIn(me.slots).forEach((slot) => owner.set(slot, me.id));
  }
  const owned = new Map<string, number[]>();
  for (const slot of [...owner.keys()].sort((a, b) => a - b)) {
    const id = owner.get(slot)!;
    const slots = owned.get(id);
    if (slots) {
      slots.push(slot);
    } else {
      owned.set(id, [slot]);
    }
  }
  return owned;
}

function shardOf(leader: Member & { slots: number[] }, shard: number, all: readonly Member[], look: Look): ShardNodes {
  const { node, me, slots } = leader;
  const followers = (node.cluster ?? []).filter(({ primaryId }) => primaryId === me.id);
  const present = all.filter((other) => other.me.primaryId === me.id);
  return {
    shard,
    slots: asRanges(slots),
    primary: node,
    replicas: present.map((other) => other.node),
    missing: followers.filter(({ id }) => !present.some((other) => other.me.id === id)).map(({ host, port, flags }) => {
      const silent = look.silent.find((node) => host === node.host && port === node.port);
      return { name: silent?.name ?? addressOf({ host, port }), host, port, problem: silent?.problem ?? `the Cluster says ${flags.join(', ')}` };
    }),
  };
}

function requireOneCluster(leaders: readonly Member[]): void {
  for (const { node, me } of leaders) {
    const stranger = leaders.find((other) => other.me.id !== me.id && !node.cluster!.some(({ id }) => id === other.me.id));
    if (stranger) {
      throw new Error(`${node.name} and ${stranger.node.name} are not members of one Cluster: name servers of one deployment`);
    }
  }
}
