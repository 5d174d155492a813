import { formationLacks } from '../../../../lib/agent/cluster/formation-lacks';
import type { Situation } from '../../../../lib/agent/situation';
import { linked, memory } from '../situations';
import { claim, clusterPeer, facts, inCluster, peersOf } from './cluster-situations';

const NODE = 'shard-1-1';
/** Within the start grace. */
const lacks = (over: Partial<Situation> = {}): string => formationLacks(inCluster(NODE, { startedAt: 999_000, ...over }));
/** After it. */
const late = (over: Partial<Situation> = {}): string => lacks({ startedAt: 0, ...over });

test('nothing when everybody knows everybody and all replicas are linked', () => {
  expect(lacks()).toBe('');
});

test('slots without an owner are counted, whatever the Cluster says', () => {
  expect(late({ cluster: facts(NODE, { 'shard-1-1': { slots: [{ from: 0, to: 5459 }] } }) })).toBe('16383 of 16384 slots have an owner');
});

test('the Cluster has to be ok, also after the grace', () => {
  expect(late({ cluster: facts(NODE, {}, { ok: false }) })).toBe('the Cluster is not ok yet');
});

test('whoever is silent is waited for, by name, until the grace is over', () => {
  const silent = { peers: peersOf(NODE, { 'shard-2-2': undefined, 'shard-3-1': undefined }) };
  expect(lacks(silent)).toBe('waiting for shard-2-2, shard-3-1');
  expect(late(silent)).toBe('shard 2: 0 of 1 replicas are linked');
  expect(late({ peers: peersOf(NODE, { 'shard-3-1': undefined }) })).toBe('shard 3 has no primary');
});

test('an agent of another deployment is nobody', () => {
  const stranger = clusterPeer('shard-2-2', { memory: memory({ deploymentId: 'another' }) });
  expect(lacks({ peers: peersOf(NODE, { 'shard-2-2': stranger }) })).toBe('waiting for shard-2-2');
});

test('one that is there has to know all that are there, this node too, and call the Cluster ok', () => {
  const peer = (over: Partial<ReturnType<typeof claim>>): Partial<Situation> =>
    ({ peers: peersOf(NODE, { 'shard-3-2': clusterPeer('shard-3-2', { cluster: claim('shard-3-2', over) }) }) });
  const text = 'shard-3-2 does not know all others yet';
  expect(late(peer({ ok: false }))).toBe(text);
  expect(late(peer({ known: claim('shard-3-2').known.filter((id) => id !== 'id-1-2') }))).toBe(text);
  expect(late({ cluster: facts(NODE, { 'shard-2-2': { flags: ['handshake'] } }) })).toBe('shard-1-1 does not know all others yet');
});

test('every replica has to be linked to the owner of its shard; after the grace one is enough', () => {
  const cut = (node: string): Partial<Situation> =>
    ({ peers: peersOf(NODE, { [node]: clusterPeer(node, { redis: linked('shard-1-1', { linkUp: false }) }) }) });
  expect(lacks(cut('shard-1-2'))).toBe('shard 1: 0 of 1 replicas are linked');
  expect(late(cut('shard-3-2'))).toBe('shard 3: 0 of 1 replicas are linked');
  const follows = clusterPeer('shard-2-2', { cluster: claim('shard-2-2', { primaryId: 'id-3-1' }) });
  expect(late({ peers: peersOf(NODE, { 'shard-2-2': follows }) })).toBe('shard 2: 0 of 1 replicas are linked');
});

test('after the grace a shard needs only one of its replicas, before it all', () => {
  const third = { node: 'shard-1-3', shard: 1, host: '10.0.1.3', port: 6379, busPort: 16379 };
  const { clusterPlaces = [] } = inCluster(NODE);
  const one = { clusterPlaces: [...clusterPlaces, third] };
  expect(lacks(one)).toBe('waiting for shard-1-3');
  expect(late(one)).toBe('');
});

test('without replicas in the plan none is waited for', () => {
  const { clusterPlaces = [] } = inCluster(NODE);
  const bare = { clusterPlaces: clusterPlaces.filter(({ node }) => node.endsWith('-1')) };
  expect(lacks(bare)).toBe('');
  const passive = clusterPeer('shard-2-1', { cluster: claim('shard-2-1', { owners: ['id-1-1', 'id-3-1'] }) });
  expect(lacks({ ...bare, peers: peersOf(NODE, { 'shard-2-1': passive }) })).toBe('shard 2 has no primary');
});
