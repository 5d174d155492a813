import { shardInOutage } from '../../../../lib/agent/cluster/shard-outage';
import { formingMemory } from '../../../../lib/agent/memory';
import type { Situation } from '../../../../lib/agent/situation';
import { DEPLOYMENT, linked, primary } from '../situations';
import { claim, clusterPeer, facts, inCluster, peersOf } from './cluster-situations';

const NODE = 'shard-2-2';
const cut = linked('shard-2-1', { linkUp: false });
const dead = peersOf(NODE, { 'shard-2-1': undefined });
const outage = (over: Partial<Situation> = {}): boolean => shardInOutage(inCluster(NODE, { redis: cut, peers: dead, ...over }));

test('its primary neither feeds it nor answers', () => {
  expect(outage()).toBe(true);
  expect(outage({ redis: linked('shard-2-1') })).toBe(false);
});

test('a primary whose agent sees it lead is there, one whose server is gone or follows is not', () => {
  const state = (redis?: ReturnType<typeof primary>): Partial<Situation> =>
    ({ peers: peersOf(NODE, { 'shard-2-1': clusterPeer('shard-2-1', { redis }) }) });
  expect(outage(state(primary()))).toBe(false);
  expect(outage(state(undefined))).toBe(true);
  expect(outage(state(linked(NODE)))).toBe(true);
});

test('another node at its address is not its primary', () => {
  const cluster = claim('shard-2-1', { id: 'new' });
  const another = peersOf(NODE, { 'shard-2-1': clusterPeer('shard-2-1', { cluster }) });
  expect(outage({ peers: another })).toBe(true);
  // It follows that one by now.
  expect(outage({ peers: another, cluster: facts(NODE, { [NODE]: { primaryId: 'new' } }) })).toBe(false);
});

test('only a replica with data can tell', () => {
  expect(outage({ redis: primary() })).toBe(false);
  expect(outage({ redis: undefined })).toBe(false);
  expect(outage({ memory: formingMemory(DEPLOYMENT) })).toBe(false);
  expect(outage({ memory: undefined })).toBe(false);
});

test('one whose source is no node of the plan is without a primary', () => {
  expect(outage({ redis: linked('shard-2-1', { linkUp: false, source: undefined }), peers: peersOf(NODE) })).toBe(true);
});
