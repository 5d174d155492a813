import { Standing, type RegionView } from '../../../../lib/agent/region/standing';
import type { PeerState, Situation } from '../../../../lib/agent/situation';
import { firstRecord, type RegionRecord } from '../../../../lib/region';
import { linked, memory, peer, primary, situation } from '../situations';

export const FIRST = firstRecord('demo', 'region-1', '', 'test');
export const MOVING: RegionRecord = { ...FIRST, epoch: 2, moving: { to: 'region-2' } };
export const PROMOTED: RegionRecord = { ...FIRST, epoch: 3, active: 'region-2', primaries: { 1: 'r2-node-1' }, roleEpoch: 20 };

export function region(over: Partial<RegionView> = {}): RegionView {
  return { own: 'region-1', standing: Standing.ACTIVE, record: FIRST, provenMsAgo: 100, mayWrite: true, reason: 'region-1 is the active region', ...over };
}

/** node-1 of region-1, which leads and may take writes. */
export function leading(over: Partial<Situation> = {}): Situation {
  return situation({
    memory: memory({ role: 'primary' }), redis: primary(), view: { ...situation().view, majority: { node: 'node-1', epoch: 3 } },
    peers: { 'node-2': peer({ redis: linked('node-1') }), 'node-3': peer({ redis: linked('node-1') }) },
    region: region(), remoteNodes: ['r2-node-1', 'r2-node-2', 'r2-node-3'], remote: {}, ...over,
  });
}

/** The agent of the node that leads the active region. */
export function upstream(over: Partial<PeerState> = {}): PeerState {
  return peer({ memory: memory({ role: 'primary', epoch: 5 }), redis: primary({ offset: 900 }), phase: 'serving', region: FIRST, ...over });
}

/** r2-node-1 of the region that is not active, beside two others whose agents answer; nobody follows anybody. */
export function standby(over: Partial<Situation> = {}): Situation {
  return situation({
    node: 'r2-node-1', bootstrapNode: 'r2-node-1', dataNodes: ['r2-node-1', 'r2-node-2', 'r2-node-3'],
    sentinelNodes: ['r2-node-1', 'r2-node-2', 'r2-node-3'], memory: undefined, marker: undefined, view: { ...situation().view, majority: undefined },
    peers: { 'r2-node-2': peer({ memory: undefined }), 'r2-node-3': peer({ memory: undefined }) },
    region: region({ own: 'region-2', standing: Standing.STANDBY, mayWrite: false }),
    remoteNodes: ['node-1', 'node-2', 'node-3'], remote: { 'node-1': upstream() }, ...over,
  });
}
