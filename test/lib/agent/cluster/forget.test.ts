import { forgotten } from '../../../../lib/agent/cluster/forget';
import { claim, clusterPeer, facts, inCluster, member, peersOf } from './cluster-situations';

const replacedReplica = { 'shard-3-2': clusterPeer('shard-3-2', { cluster: claim('shard-3-2', { id: 'new' }) }) };

test('nobody is forgotten who is only silent or failing', () => {
  const failing = facts('shard-1-1', { 'shard-3-2': { flags: ['slave', 'fail'], connected: false } });
  expect(forgotten(inCluster('shard-1-1', { cluster: failing, peers: peersOf('shard-1-1', { 'shard-3-2': undefined }) }))).toEqual([]);
});

test('an id at an address whose agent claims another one is', () => {
  expect(forgotten(inCluster('shard-1-1', { peers: peersOf('shard-1-1', replacedReplica) }))).toEqual([['FORGET', 'id-3-2']]);
});

test('an id without an address is, once every other node has said that it is not it', () => {
  const noaddr = facts('shard-1-1', { 'shard-3-2': { flags: ['slave', 'noaddr'], node: undefined, host: '', port: 0 } });
  expect(forgotten(inCluster('shard-1-1', { cluster: noaddr, peers: peersOf('shard-1-1', replacedReplica) }))).toEqual([['FORGET', 'id-3-2']]);
  const silent = peersOf('shard-1-1', { ...replacedReplica, 'shard-2-2': undefined });
  expect(forgotten(inCluster('shard-1-1', { cluster: noaddr, peers: silent }))).toEqual([]);
  // Who has seen whose it was needs only that one's word.
  const seen = facts('shard-1-1', { 'shard-3-2': { flags: ['slave', 'noaddr'], node: undefined, was: 'shard-3-2', host: '', port: 0 } });
  expect(forgotten(inCluster('shard-1-1', { cluster: seen, peers: silent }))).toEqual([['FORGET', 'id-3-2']]);
  const alone = peersOf('shard-1-1', { 'shard-3-2': undefined });
  expect(forgotten(inCluster('shard-1-1', { cluster: seen, peers: alone }))).toEqual([]);
});

test('not while it owns slots, except during formation, and never one\'s own primary', () => {
  const peers = { 'shard-3-1': clusterPeer('shard-3-1', { cluster: claim('shard-3-1', { id: 'new' }) }) };
  expect(forgotten(inCluster('shard-1-1', { peers: peersOf('shard-1-1', peers) }))).toEqual([]);
  expect(forgotten(inCluster('shard-1-1', { peers: peersOf('shard-1-1', peers) }), true)).toEqual([['FORGET', 'id-3-1']]);
  expect(forgotten(inCluster('shard-3-2', { peers: peersOf('shard-3-2', peers) }), true)).toEqual([]);
});

test('a node that left the plan is when it fails and has no slots, whomever it copied from', () => {
  const gone = { ...member('shard-3-2'), id: 'left', node: undefined, host: '10.0.9.9', primaryId: undefined, flags: ['master', 'fail'] };
  const view = (over: object) => {
    const base = facts('shard-1-1');
    return inCluster('shard-1-1', { cluster: { ...base, members: [...base.members, { ...gone, ...over }] } });
  };
  expect(forgotten(view({}))).toEqual([['FORGET', 'left']]);
  expect(forgotten(view({ flags: ['master'] }))).toEqual([]);
  expect(forgotten(view({ flags: ['master', 'fail?'] }))).toEqual([]);
  expect(forgotten(view({ slots: [{ from: 1, to: 1 }] }))).toEqual([]);
  expect(forgotten(view({ flags: ['slave', 'fail'], primaryId: 'id-3-1' }))).toEqual([['FORGET', 'left']]);
  expect(forgotten(view({ flags: ['slave'], primaryId: 'id-3-1' }))).toEqual([]);
});
