import { TopologyKind } from '../../../lib/model';
import { Engine, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { FENCE } from '../../../lib/config';
import type { Memory } from '../../../lib/agent/memory';
import type { PeerState, RedisState, AuthorityView, Situation } from '../../../lib/agent/situation';

export const DEPLOYMENT = 'deployment-1';
export const settings = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
}).settings;

export function memory(over: Partial<Memory> = {}): Memory {
  return {
    deploymentId: DEPLOYMENT, state: 'initialised', epoch: 3, role: 'replica', replicationId: 'r', offset: 100,
    lastGoodAt: 1, keys: 10, abdicating: false, ...over,
  };
}

/** A Redis that has just started: nobody's replica, fenced, not eligible. */
export function nobody(over: Partial<RedisState> = {}): RedisState {
  return {
    role: 'replica', nobody: true, source: undefined, linkUp: false, copying: false, staleSeconds: 0, loading: false, replicationId: 'x', offset: 1,
    keys: 10, priority: 0, minReplicas: FENCE, goodReplicas: 0, runId: 'run', processId: 42, ...over,
  };
}

export function linked(source: string, over: Partial<RedisState> = {}): RedisState {
  return nobody({ nobody: false, source, linkUp: true, priority: 100, offset: 200, ...over });
}

export function primary(over: Partial<RedisState> = {}): RedisState {
  return nobody({ role: 'primary', nobody: false, goodReplicas: 2, minReplicas: 1, offset: 200, ...over });
}

export function view(node: string | undefined, epoch = 3, over: Partial<AuthorityView> = {}): AuthorityView {
  return {
    configured: 3, reachable: node === undefined ? 1 : 3, majority: node === undefined ? undefined : { node, epoch },
    unanimous: node !== undefined, majorityDown: false, failoverInProgress: false, ...over,
  };
}

export function peer(over: Partial<PeerState> = {}): PeerState {
  return { memory: memory(), redis: nobody(), sentinelEpoch: 3, phase: 'waiting', ...over };
}

/** node-1 of three, formed long ago, with an empty mind about everything else. */
export function situation(over: Partial<Situation> = {}): Situation {
  return {
    now: 1_000_000, node: 'node-1', topology: TopologyKind.SENTINEL, hasData: true, hasSentinel: true, bootstrapNode: 'node-1',
    dataNodes: ['node-1', 'node-2', 'node-3'], sentinelNodes: ['node-1', 'node-2', 'node-3'], settings, memory: memory(), freshId: 'fresh',
    marker: { deploymentId: DEPLOYMENT, createdAt: '' }, redis: nobody(), view: view('node-2'), peers: {},
    namedAt: 999_900, outageSince: 0, startedAt: 900_000, sentinelFile: { configEpoch: 3, currentEpoch: 3 },
    stopping: false, handingOver: false, ...over,
  };
}
