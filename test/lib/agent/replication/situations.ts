import { TopologyKind } from '../../../../lib/model';
import type { PeerState, RoleChange, Situation } from '../../../../lib/agent/situation';
import { memory, peer, situation, view } from '../situations';

export function change(over: Partial<RoleChange> = {}): RoleChange {
  return { previous: 'node-2', knownSince: 999_900, released: false, handing: false, ...over };
}

/** What the role marker says: who, at which epoch, and how it came to be so. */
export function named(node: string | undefined, epoch = 3, over: Partial<RoleChange> = {}): Situation['view'] {
  return { ...view(node, epoch, { configured: 1, reachable: node === undefined ? 0 : 1, change: change(over) }) };
}

/** node-1 of three, formed long ago; node-2 is named. */
export function replication(over: Partial<Situation> = {}): Situation {
  return {
    ...situation({ topology: TopologyKind.REPLICATION, hasSentinel: false, sentinelNodes: [], sentinelFile: undefined, view: named('node-2') }),
    ...over,
  };
}

/** A primary that opened at that epoch, as its agent tells it. */
export function leader(epoch = 3, over: Partial<PeerState> = {}): PeerState {
  return peer({ memory: memory({ epoch, role: 'primary' }), viewEpoch: epoch, ...over });
}
