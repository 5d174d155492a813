import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import type { AuthorityView } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { linked, memory, primary } from '../situations';
import { claim, clusterPeer, facts, idOf, inCluster, peersOf } from './cluster-situations';

const named = (node: string | undefined, epoch = 1): AuthorityView => ({
  ...inCluster('shard-1-1').view, majority: node === undefined ? undefined : { node, epoch },
});
const fenced = primary({ minReplicas: FENCE });

describe('R2: a primary that comes back', () => {
  test('opens when a majority of primaries calls it owner', () => {
    expect(decideCluster(inCluster('shard-1-1', { redis: fenced }))).toMatchObject({ phase: 'serving', writable: true });
  });

  test('stays fenced while too few of them answer, or they call another one owner', () => {
    const alone = inCluster('shard-1-1', { redis: fenced, peers: peersOf('shard-1-1', { 'shard-2-1': undefined, 'shard-3-1': undefined }) });
    expect(decideCluster(alone)).toMatchObject({ phase: 'waiting', writable: false });
    const owners = ['id-1-2', 'id-2-1', 'id-3-1'];
    const replaced = inCluster('shard-1-1', {
      redis: fenced, peers: peersOf('shard-1-1', {
        'shard-2-1': clusterPeer('shard-2-1', { cluster: claim('shard-2-1', { owners }) }),
        'shard-3-1': clusterPeer('shard-3-1', { cluster: claim('shard-3-1', { owners }) }),
      }),
    });
    expect(decideCluster(replaced)).toMatchObject({ phase: 'waiting', writable: false });
  });

  test('gives way to whoever leads at a later epoch, and is no source', () => {
    expect(decideCluster(inCluster('shard-1-1', { redis: fenced, view: named('shard-1-2', 7) })))
      .toMatchObject({ phase: 'waiting', reason: 'replaced by shard-1-2', writable: false, copyable: false });
  });

  test('R3: waits for the failover that was asked for, and resumes when none came', () => {
    const abdicated = (ago: number) => inCluster('shard-1-1', {
      redis: fenced, memory: memory({ clusterId: 'id-1-1', role: 'primary', abdicating: true, replacedAt: 1_000_000 - ago }),
    });
    expect(decideCluster(abdicated(1000))).toMatchObject({ phase: 'waiting', writable: false });
    expect(decideCluster(abdicated(6000))).toMatchObject({ phase: 'serving', writable: true, remember: { abdicating: false } });
  });
});

describe('R7: a primary whose Cluster is not ok', () => {
  test('goes on for the fence\'s time, then stops', () => {
    const lost = inCluster('shard-1-1', { view: named(undefined), namedAt: 999_900 });
    expect(decideCluster(lost)).toMatchObject({ phase: 'serving' });
    expect(decideCluster(lost).writable).toBeUndefined();
    expect(decideCluster({ ...lost, namedAt: 900_000, startedAt: 900_000 })).toMatchObject({ phase: 'waiting', writable: false });
  });

  test('does not open again by itself', () => {
    expect(decideCluster(inCluster('shard-1-1', { view: named(undefined), redis: fenced, namedAt: 999_900 }))).toMatchObject({ writable: false });
  });
});

describe('a replica', () => {
  test('whose link is down stays what it is, a candidate', () => {
    const desired = decideCluster(inCluster('shard-1-2', { redis: linked('shard-1-1', { linkUp: false }) }));
    expect(desired).toMatchObject({ phase: 'waiting', reason: 'its link to shard-1-1 is down' });
    expect(desired.eligible).toBeUndefined();
  });

  test('R7: behind a primary that lives it is no candidate', () => {
    expect(decideCluster(inCluster('shard-1-2', { redis: linked('shard-1-1', { linkUp: false, staleSeconds: 60 }) }))).toMatchObject({ eligible: false });
  });

  test('that is stopping is no candidate', () => {
    expect(decideCluster(inCluster('shard-1-2', { stopping: true }))).toMatchObject({ eligible: false });
  });

  test('R13: on a disk in trouble it is no candidate', () => {
    expect(decideCluster(inCluster('shard-1-2', { storage: { trouble: 'full', since: 1 } }))).toMatchObject({ phase: 'serving', eligible: false });
  });

  test('R6: that copies all data again says since when it has it', () => {
    const copying = (copiedAt: number) => decideCluster(inCluster('shard-1-2', {
      redis: linked('shard-1-1', { linkUp: false, copying: true }), memory: memory({ clusterId: 'id-1-2', copiedAt }),
    }));
    expect(copying(0)).toMatchObject({ eligible: false, remember: { copiedAt: 1_000_000, role: 'replica' } });
    expect(copying(999_500).remember).toBeUndefined();
  });

  test('of another than the one that leads is pointed to that', () => {
    const desired = decideCluster(inCluster('shard-1-2', {
      cluster: facts('shard-1-2', { 'shard-1-2': { primaryId: 'id-2-1' } }), redis: linked('shard-2-1'),
    }));
    expect(desired.cluster).toEqual([['REPLICATE', idOf('shard-1-1')]]);
  });
});

test('a primary that lost its slots follows who has them; one of a shard without any serves', () => {
  const empty = facts('shard-1-1', { 'shard-1-1': { slots: [] } });
  expect(decideCluster(inCluster('shard-1-1', { cluster: empty, view: named('shard-1-2', 7) })).cluster).toEqual([['REPLICATE', 'id-1-2']]);
  expect(decideCluster(inCluster('shard-1-1', { cluster: empty }))).toMatchObject({ phase: 'serving', reason: 'primary without slots', writable: true });
});
