import { arrangeCluster } from '../../../../lib/backup/source/arrange-cluster';
import { arrangeReplication } from '../../../../lib/backup/source/arrange-replication';
import type { Look } from '../../../../lib/backup/source/look';
import type { ObservedNode } from '../../../../lib/backup/source/observed-node';
import { slotOwnership, slotsMoved, type Ownership } from '../../../../lib/backup/source/slot-ownership';
import { cluster, primary, replica, type Line } from './observed';

const seen = (...nodes: ObservedNode[]): Look => ({ nodes, silent: [] });
const names = (nodes: readonly ObservedNode[]): string[] => nodes.map(({ name }) => name);

describe('without a Cluster', () => {
  test('a primary, its replicas and theirs are one deployment', () => {
    const [shard] = arrangeReplication(seen(
      replica('node-3', { primary: { host: '10.0.0.2', port: 6379 } }), replica('node-2'), primary(),
    )).shards;
    expect(shard!.primary!.name).toBe('node-1');
    expect(names(shard!.replicas)).toEqual(['node-3', 'node-2']);
  });

  test('an old primary that came back alone is not taken for the deployment', () => {
    const { shards, findings } = arrangeReplication(seen(primary('node-4'), replica('node-2'), primary()));
    expect(shards[0]!.primary!.name).toBe('node-1');
    expect(names(shards[0]!.replicas)).toEqual(['node-2']);
    expect(findings).toEqual(['node-4 does not follow node-1: nothing of theirs is in this backup']);
  });

  test('two primaries with as many followers are an error: nobody knows whose data is the deployment\'s', () => {
    expect(() => arrangeReplication(seen(primary('node-4'), primary()))).toThrow('it is not clear who is primary: node-4 or node-1');
  });

  test('replicas whose primary does not answer stay together', () => {
    const [shard] = arrangeReplication(seen(replica('node-2'), replica('node-3'), primary('node-4'))).shards;
    expect([shard!.primary, names(shard!.replicas)]).toEqual([undefined, ['node-2', 'node-3']]);
  });

  test('nobody answers', () => {
    const silent = [{ name: 'node-1', host: 'x', port: 1, problem: 'ECONNREFUSED' }];
    expect(() => arrangeReplication({ nodes: [], silent })).toThrow('none of the servers answers: node-1 (ECONNREFUSED)');
  });
});

const THREE: Line[] = [
  { name: 'node-1', slots: '5461-10922', epoch: 1 }, { name: 'node-2', slots: '0-5460', epoch: 2 }, { name: 'node-3', slots: '10923-16383', epoch: 3 },
  { name: 'node-4', of: 'node-1' }, { name: 'node-5', of: 'node-2' }, { name: 'node-6', of: 'node-3' },
];
const changed = (change: Record<string, Partial<Line>>): Line[] => THREE.map((line) => ({ ...line, ...change[line.name] }));
const owned = (lines: Line[]): Ownership => {
  const look = seen(...cluster(lines));
  return slotOwnership(look, arrangeCluster(look));
};

describe('in a Cluster', () => {
  test('shards are in the order of their slots, each with its replicas', () => {
    const { shards } = arrangeCluster(seen(...cluster(THREE)));
    expect(shards.map((shard) => [shard.shard, shard.primary!.name, names(shard.replicas), shard.slots])).toEqual([
      [1, 'node-2', ['node-5'], [{ from: 0, to: 5460 }]],
      [2, 'node-1', ['node-4'], [{ from: 5461, to: 10922 }]],
      [3, 'node-3', ['node-6'], [{ from: 10923, to: 16383 }]],
    ]);
  });

  test('a replica that does not answer, or that the Cluster says has failed, is missing and not unknown', () => {
    const nodes = cluster(changed({ 'node-4': { flags: 'slave,fail' } })).filter(({ name }) => name !== 'node-4');
    const { shards } = arrangeCluster(seen(...nodes));
    expect(shards[1]!.missing).toEqual([{ name: '10.0.0.4:6379', host: '10.0.0.4', port: 6379, problem: 'the Cluster says slave, fail' }]);
  });

  test('an old primary that still claims its slots owns none', () => {
    const stale = cluster([...THREE, { name: 'node-7', slots: '0-5460', epoch: 1 }]);
    const { shards, findings } = arrangeCluster(seen(...stale));
    expect(shards).toHaveLength(3);
    expect(findings).toEqual([expect.stringContaining('node-7 claims slots that others own')]);
  });

  test('servers of two Clusters, or of none, are an error', () => {
    const other = cluster([{ name: 'node-8', slots: '0-16383', epoch: 9 }]);
    expect(() => arrangeCluster(seen(...cluster([{ name: 'node-1', slots: '0-99', epoch: 10 }]), ...other))).toThrow('not members of one Cluster');
    expect(() => arrangeCluster(seen(...cluster(THREE), primary('node-9')))).toThrow('node-9 is no part of the Cluster');
  });

  test.each<[string, Line[], string]>([
    ['a slot nobody owns', changed({ 'node-1': { slots: '5462-10922' } }), 'no shard has the slots 5461'],
    ['a slot on its way out', changed({ 'node-1': { slots: '5461-10922 [5461->-0000000000000000000000000000000000000000]' } }), 'slot 5461 is on its way out of node-1'],
    ['a slot on its way in', changed({ 'node-3': { slots: '10923-16383 [5461-<-0000000000000000000000000000000000000000]' } }), 'slot 5461 is on its way into node-3'],
  ])('%s is no moment for a backup', (_, lines, message) => {
    expect(owned(lines).problems.join()).toContain(message);
  });

  test('slots that stay are not moved; whether they stayed is not known of a shard whose replica took over', () => {
    expect(owned(THREE).problems).toEqual([]);
    expect(slotsMoved(owned(THREE), owned(THREE))).toEqual([]);
    const after = changed({ 'node-1': { slots: '', of: 'node-4' }, 'node-4': { of: undefined, slots: '5461-10922', epoch: 9 } });
    expect(slotsMoved(owned(THREE), owned(after))).toEqual([expect.stringMatching(/^node-4 took over from node-1, and a slot that left/)]);
  });

  test.each<[string, Line[], string[]]>([
    ['from one shard to another', changed({ 'node-1': { slots: '5463-10922' }, 'node-2': { slots: '0-5462', epoch: 4 } }),
      ['slots 5461-5462 came to node-2', 'slots 5461-5462 left node-1']],
    ['away and back again', changed({ 'node-1': { epoch: 7 } }), ['the slots of node-1 changed hands and came back (its epoch went from 1 to 7)']],
    ['to a new shard', [...changed({ 'node-1': { slots: '5462-10922' } }), { name: 'node-9', slots: '5461', epoch: 8 }],
      ['slot 5461 left node-1', 'node-9 owns slots now']],
    ['all of them', changed({ 'node-1': { slots: '', epoch: 1 }, 'node-2': { slots: '0-10922', epoch: 4 } }),
      ['slots 5461-10922 came to node-2', 'node-1 and its replicas own no slots any more']],
    ['and are still moving', changed({ 'node-1': { slots: '5461-10922 [5461->-0000000000000000000000000000000000000000]' } }),
      ['slot 5461 is on its way out of node-1']],
  ])('slots that went %s are told', (_, after, moves) => {
    expect(slotsMoved(owned(THREE), owned(after))).toEqual(moves);
  });
});
