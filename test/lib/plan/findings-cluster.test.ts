import { Topology, type DeploymentSpec } from '../../../lib/model';
import type { Finding } from '../../../lib/plan';
import { clusterFindings } from '../../../lib/plan/findings-cluster';
import { reviewed } from './reviewed';
import { demoSpec } from './specs';

const cluster = (shards: number, replicas: number, failureDomains = 3, over: Partial<DeploymentSpec> = {}): Finding[] =>
  clusterFindings(reviewed(demoSpec({ topology: Topology.cluster({ shards, replicas }), failureDomains, ...over })));
const only = (found: Finding[]): Finding => {
  expect(found).toHaveLength(1);
  return found[0]!;
};

test('copies and votes apart: nothing to report', () => {
  expect(cluster(3, 1)).toEqual([]);
  expect(cluster(3, 2)).toEqual([]);
  expect(cluster(5, 1)).toEqual([]);
});

describe('votes', () => {
  test('half of the primaries is no majority', () => {
    expect(only(cluster(4, 1))).toMatchObject({
      severity: 'warning', id: 'domain-holds-primaries', field: 'topology.shards',
      reason: 'the loss of zone-1 leaves 2 of 4 primaries, no majority, so nothing fails over until it is back',
      fix: 'use 3 or 5 shards, or four failure domains',
    });
    expect(cluster(4, 1, 4)).toEqual([]);
  });

  test('two domains are too few for any number of shards', () => {
    expect(only(cluster(3, 1, 2))).toMatchObject({ field: 'failureDomains', fix: 'use three failure domains' });
    expect(cluster(4, 1, 2).map(({ reason }) => reason)).toEqual([1, 2].map((zone) =>
      expect.stringContaining(`the loss of zone-${zone} leaves 2 of 4`)));
  });

  test('a move that puts two primaries together is named as the cause', () => {
    const found = cluster(3, 1, 3, { moved: { 'shard-1-1': 'zone-2', 'shard-1-2': 'zone-1' } });
    expect(only(found)).toMatchObject({ id: 'domain-holds-primaries', field: 'moved', reason: expect.stringContaining('the loss of zone-2 leaves 1 of 3') });
  });
});

describe('copies', () => {
  test('more than there are domains share one', () => {
    expect(cluster(3, 3).find(({ id }) => id === 'copies-share-domain')).toEqual({
      severity: 'error', id: 'copies-share-domain', field: 'topology.replicas',
      reason: expect.stringMatching(/^shard \d would have two of its 4 copies in zone-\d, which fail together$/),
      fix: 'use at most 2 replicas, or at least 4 failure domains',
    });
    expect(cluster(3, 2, 2).find(({ id }) => id === 'copies-share-domain')!.fix).toBe('use 1 replica, or at least 3 failure domains');
  });

  test('a move that puts two together is the fault of the move', () => {
    expect(cluster(3, 1, 3, { moved: { 'shard-2-2': 'zone-2' } }).filter(({ id }) => id === 'copies-share-domain')).toEqual([{
      severity: 'error', id: 'copies-share-domain', field: 'moved', reason: expect.stringContaining('shard 2 would have two of its 2 copies in zone-2'),
      fix: 'move the node to a domain without a copy of its shard',
    }]);
  });

  test('without replicas nothing fails over', () => {
    expect(only(cluster(3, 0))).toMatchObject({ severity: 'warning', id: 'no-replicas', field: 'topology.replicas' });
  });
});
