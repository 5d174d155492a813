import { clusterView, type ShardStandpoint } from '../../../../lib/agent/cluster/cluster-view';
import { claim, clusterPeer, facts, peersOf } from './cluster-situations';

const seen = (over: Partial<ShardStandpoint> = {}) => clusterView({
  node: 'shard-1-1', memberId: 'id-1-1', shardNodes: ['shard-1-1', 'shard-1-2'], facts: facts('shard-1-1'), peers: peersOf('shard-1-1'), ...over,
});
const laterEpoch = { 'shard-1-2': clusterPeer('shard-1-2', { cluster: claim('shard-1-2', { primaryId: 'id-1-2', configEpoch: 7, owners: ['id-1-2'] }) }) };

test('the owner of the shard\'s slots leads it', () => {
  expect(seen()).toMatchObject({ configured: 3, reachable: 3, majority: { node: 'shard-1-1', epoch: 1 }, unanimous: true });
});

test('whoever of the shard has heard of a later epoch is right', () => {
  expect(seen({ peers: peersOf('shard-1-1', laterEpoch) })).toMatchObject({ majority: { node: 'shard-1-2', epoch: 7 }, unanimous: false });
});

test('a node whose Cluster is not ok has no say, nor has a newcomer', () => {
  const silent = peersOf('shard-1-1', { 'shard-1-2': undefined });
  expect(seen({ facts: facts('shard-1-1', {}, { ok: false }), peers: silent }).majority).toBeUndefined();
  const newcomer = { 'shard-1-2': { ...laterEpoch['shard-1-2'], memory: undefined } };
  expect(seen({ peers: peersOf('shard-1-1', newcomer) }).majority).toEqual({ node: 'shard-1-1', epoch: 1 });
});

test('while its own server is silent the shard\'s other nodes tell', () => {
  expect(seen({ facts: undefined, peers: peersOf('shard-1-1', laterEpoch) }).majority).toEqual({ node: 'shard-1-2', epoch: 7 });
});

test('an owner whose address another id has taken leads nothing', () => {
  const taken = { 'shard-1-1': clusterPeer('shard-1-1', { cluster: claim('shard-1-1', { id: 'new', primaryId: 'new', owners: [] }) }) };
  const view = seen({ node: 'shard-1-2', memberId: 'id-1-2', facts: facts('shard-1-2'), peers: peersOf('shard-1-2', taken) });
  expect(view.majority).toBeUndefined();
});

test('of a shard without slots its first member stands for it, and no newcomer', () => {
  const none = facts('shard-1-1', { 'shard-1-1': { slots: [] }, 'shard-1-2': { flags: ['master'], primaryId: undefined } });
  expect(seen({ facts: none }).majority).toMatchObject({ node: 'shard-1-1' });
  expect(seen({ facts: none, memberId: undefined, peers: peersOf('shard-1-1', { 'shard-1-2': undefined }) }).majority).toBeUndefined();
});
