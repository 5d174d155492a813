import { regains } from '../../../../lib/agent/cluster/regains';
import type { Situation } from '../../../../lib/agent/situation';
import { linked, primary } from '../situations';
import { clusterPeer, facts, inCluster, peersOf } from './cluster-situations';

const NODE = 'shard-1-1';
/** The agent of a primary that has lost its memory and nothing else. */
const lost = (over: Partial<Situation> = {}): Situation => inCluster(NODE, { memory: undefined, ...over });
const emptyReplica = { 'shard-1-2': clusterPeer('shard-1-2', { redis: linked(NODE, { keys: 0 }) }) };

test('it is the primary it was', () => {
  expect(regains(lost())).toBe(true);
});

test('who has a memory needs none of this', () => {
  expect(regains(inCluster(NODE))).toBe(false);
});

test('not in a deployment that was never formed, or while that is not known', () => {
  expect(regains(lost({ marker: undefined }))).toBe(false);
  expect(regains(lost({ marker: 'unknown' }))).toBe(false);
});

test('not without slots of its own, as a replica, or without its nodes.conf', () => {
  expect(regains(lost({ cluster: facts(NODE, { [NODE]: { slots: [] } }) }))).toBe(false);
  expect(regains(lost({ cluster: facts(NODE, { [NODE]: { primaryId: 'id-1-2' } }) }))).toBe(false);
  expect(regains(lost({ cluster: facts(NODE, {}, { myId: 'new' }) }))).toBe(false);
});

test('empty it is only so rightly when those that copied from it are', () => {
  const redis = primary({ keys: 0 });
  expect(regains(lost({ redis }))).toBe(false);
  expect(regains(lost({ redis, peers: peersOf(NODE, { 'shard-1-2': undefined }) }))).toBe(false);
  expect(regains(lost({ redis, peers: peersOf(NODE, emptyReplica) }))).toBe(true);
  expect(regains(lost({ redis, dataNodes: [NODE] }))).toBe(false);
});

test('not once its shard has heard of a later epoch or of another primary', () => {
  const { view } = lost();
  expect(regains(lost({ view: { ...view, unanimous: false } }))).toBe(false);
  expect(regains(lost({ view: { ...view, majority: { node: 'shard-1-2', epoch: 1 } } }))).toBe(false);
  expect(regains(lost({ view: { ...view, majority: { node: NODE, epoch: 7 } } }))).toBe(false);
  expect(regains(lost({ view: { ...view, majority: undefined } }))).toBe(false);
});

test('not without a majority of the Cluster\'s primaries', () => {
  expect(regains(lost({ peers: peersOf(NODE, { 'shard-2-1': undefined, 'shard-3-1': undefined }) }))).toBe(false);
});
