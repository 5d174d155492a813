import { introductions } from '../../../../lib/agent/cluster/introductions';
import { claim, clusterPeer, facts, inCluster, member, peersOf } from './cluster-situations';

const anybody = () => true;

test('nobody is greeted where all know each other', () => {
  expect(introductions(inCluster('shard-1-1'), anybody)).toEqual([]);
});

test('who does not know this node, or is not known here, is: the next in the round', () => {
  const forgetful = { 'shard-2-2': clusterPeer('shard-2-2', { cluster: claim('shard-2-2', { known: ['id-2-2'] }) }) };
  expect(introductions(inCluster('shard-1-1', { peers: peersOf('shard-1-1', forgetful) }), anybody)).toEqual([['MEET', '10.0.2.2', '6379', '16379']]);
  const unknown = facts('shard-3-1', { 'shard-1-1': undefined, 'shard-2-1': undefined });
  expect(introductions(inCluster('shard-3-1', { cluster: unknown }), anybody)).toEqual([['MEET', '10.0.1.1', '6379', '16379']]);
  expect(introductions(inCluster('shard-3-1', { cluster: unknown }), (node) => node !== 'shard-1-1')).toEqual([['MEET', '10.0.2.1', '6379', '16379']]);
});

test('a greeting under way is not repeated, and nobody of another deployment is greeted', () => {
  const seen = facts('shard-3-1', { 'shard-1-1': undefined });
  const greeted = { ...seen, members: [...seen.members, { ...member('shard-1-1'), id: 'made-up', flags: ['handshake'] }] };
  expect(introductions(inCluster('shard-3-1', { cluster: greeted }), anybody)).toEqual([]);
  const stranger = clusterPeer('shard-1-1');
  const other = { 'shard-1-1': { ...stranger, memory: { ...stranger.memory!, deploymentId: 'other' } } };
  expect(introductions(inCluster('shard-3-1', { cluster: seen, peers: peersOf('shard-3-1', other) }), anybody)).toEqual([]);
});

test('who is known at an address that is no longer its own is greeted at the one it has', () => {
  const seen = facts('shard-1-1');
  const moved = { ...seen, members: seen.members.map((each) => (each.id === 'id-2-1' ? { ...each, host: '10.0.9.9', node: undefined } : each)) };
  expect(introductions(inCluster('shard-1-1', { cluster: moved }), anybody)).toEqual([['MEET', '10.0.2.1', '6379', '16379']]);
});
