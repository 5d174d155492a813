import { replicationPort } from '../../plan';
import type { CommandResult } from '../command-result';
import { intact } from '../data-set';
import type { Mover } from '../mover';
import type { TopologyTools } from '../open-topology';
import type { RoleMarker } from '../platform/platform';
import { rolledFirst } from '../rolled-first';
import type { PeerState, Situation } from '../situation';
import { sameMarker, tellOf } from './announce';
import { handover } from './handover';
import type { RoleWatch } from './role-watch';

/** Chooses the replica for a planned handover and names it in the role marker. */
export class ReplicationMover implements Mover {
  constructor(private readonly tools: TopologyTools, private readonly watch: RoleWatch) {}

  public async handOver(wanted: string | undefined, situation: Situation): Promise<CommandResult> {
    const { config: { node, pod }, deployment: { plan, bindings }, links, peers, mayWrite, log } = this.tools;
    const able = rolledFirst(successors(node, situation.dataNodes, situation.peers), situation.peers, pod?.revision);
    const target = wanted === undefined ? able[0] : able.find((name) => name === wanted);
    if (!target) {
      return { ok: false, detail: wanted && able.length > 0
        ? `${wanted} cannot take over; ${able.join(', ')} can` : 'no replica is linked, whole and beside an agent that answers' };
    }
    const { epoch } = situation.view.majority!;
    const next: RoleMarker = {
      primary: target, epoch: epoch + 1, previous: node, changedAt: new Date().toISOString(),
      by: `handover from ${node}`,
    };
    log('handover', { to: target, epoch: next.epoch });
    const told = tellOf(peers, situation.dataNodes.filter((name) => name !== node));
    return handover({
      settings: plan.settings,
      primary: links.redis.get(node)!,
      target: { name: target, host: bindings.addresses[target]!, port: replicationPort(plan), link: links.redis.get(target)! },
      claim: async () => sameMarker(await this.watch.claim(next), next),
      tell: () => told({ from: node, marker: next, released: true, handing: true }, target),
      ours: () => mayWrite() && this.watch.names(node, epoch),
      mayWrite,
      log,
    });
  }
}

/**
 * Replicas that have what this primary has, whose disks can be written and whose agents answer: direct ones first, then the
 * least behind.
 */
export function successors(primary: string, dataNodes: string[], peers: Record<string, PeerState>): string[] {
  const linked = (name: string): boolean => {
    const redis = peers[name]?.redis;
    return intact(peers[name]?.memory, redis) && redis !== undefined && redis.role === 'replica' && redis.linkUp && !redis.copying
      && peers[name]!.storage === undefined;
  };
  return dataNodes
    .filter((name) => name !== primary && linked(name))
    .filter((name) => {
      const source = peers[name]!.redis!.source;
      return source === primary || (source !== undefined && peers[source]?.redis?.source === primary && linked(source));
    })
    .sort((a, b) => Number(peers[b]!.redis!.source === primary) - Number(peers[a]!.redis!.source === primary)
      || peers[b]!.redis!.offset - peers[a]!.redis!.offset);
}
