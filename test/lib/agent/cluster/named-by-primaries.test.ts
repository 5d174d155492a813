import { namedByPrimaries } from '../../../../lib/agent/cluster/named-by-primaries';
import type { ClusterClaim, PeerState } from '../../../../lib/agent/situation';
import { memory } from '../situations';
import { claim, clusterPeer, facts, inCluster, peersOf } from './cluster-situations';

const NODE = 'shard-1-1';
const says = (node: string, over: Partial<ClusterClaim>): Record<string, PeerState> =>
  ({ [node]: clusterPeer(node, { cluster: claim(node, over) }) });
const asked = (...replace: Record<string, PeerState | undefined>[]): string =>
  namedByPrimaries(inCluster(NODE, { peers: peersOf(NODE, Object.assign({}, ...replace) as Record<string, PeerState>) }));

test('two of three primaries are a majority, this node being one', () => {
  expect(asked()).toBe('');
  expect(asked({ 'shard-2-1': undefined })).toBe('');
});

test('its own word alone is none', () => {
  expect(asked({ 'shard-2-1': undefined, 'shard-3-1': undefined })).toBe('1 of 3 primaries say so');
});

test('a primary that is not ok, or calls another one owner, does not agree', () => {
  const alone = { 'shard-3-1': undefined };
  expect(asked(alone, says('shard-2-1', { ok: false }))).toBe('1 of 3 primaries say so');
  expect(asked(alone, says('shard-2-1', { owners: ['id-1-2', 'id-2-1', 'id-3-1'] }))).toBe('1 of 3 primaries say so');
});

test('replicas have no say, nor an agent of another deployment, nor a primary the Cluster has given up', () => {
  const alone = { 'shard-2-1': undefined, 'shard-3-1': undefined };
  expect(Object.keys(peersOf(NODE, alone))).toEqual(['shard-1-2', 'shard-2-2', 'shard-3-2']);
  const foreign = { ...alone, 'shard-2-1': clusterPeer('shard-2-1', { memory: memory({ deploymentId: 'other' }) }) };
  expect(asked(foreign)).toBe('1 of 3 primaries say so');
  const failed = facts(NODE, { 'shard-2-1': { flags: ['master', 'fail'] }, 'shard-3-1': { flags: ['master', 'fail'] } });
  expect(namedByPrimaries(inCluster(NODE, { cluster: failed }))).toBe('1 of 3 primaries say so');
});

test('a primary without slots is none', () => {
  const four = facts(NODE, { 'shard-2-2': { flags: ['master'], primaryId: undefined } });
  const situation = inCluster(NODE, { cluster: four, peers: peersOf(NODE, { 'shard-3-1': undefined, 'shard-2-1': undefined }) });
  expect(namedByPrimaries(situation)).toBe('1 of 3 primaries say so');
});
