import { takeOver } from '../../../../lib/agent/cluster/take-over';
import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import { shardInOutage } from '../../../../lib/agent/cluster/shard-outage';
import type { PeerState, Situation } from '../../../../lib/agent/situation';
import { linked, memory, settings } from '../situations';
import { claim, clusterPeer, facts, inCluster, peersOf } from './cluster-situations';

const reasonToTakeOver = (each: Situation): string | undefined => {
  const lead = takeOver(each);
  return lead?.ask ? lead.reason : undefined;
};
const cut = linked('shard-1-1', { linkUp: false });
const successor = { 'shard-1-1': clusterPeer('shard-1-1', { memory: undefined, cluster: claim('shard-1-1', { id: 'new', primaryId: 'new' }) }) };

function replica(over: Partial<Situation> = {}): Situation {
  return inCluster('shard-1-2', { redis: cut, ...over });
}

test('not while its primary is only away', () => {
  expect(reasonToTakeOver(replica())).toBeUndefined();
  expect(reasonToTakeOver(replica({ peers: peersOf('shard-1-2', { 'shard-1-1': undefined }), outageSince: 999_000 }))).toBeUndefined();
});

test('R11: at once when another id answers at its primary\'s address', () => {
  expect(reasonToTakeOver(replica({ peers: peersOf('shard-1-2', successor) }))).toContain('lost its volume');
  expect(reasonToTakeOver(replica({ peers: peersOf('shard-1-2', successor), redis: linked('shard-1-1') }))).toBeUndefined();
});

describe('R5: after the start grace', () => {
  const since = 1_000_000 - settings.startGraceSeconds * 1000 - 1;
  const dead = facts('shard-1-2', { 'shard-1-1': { flags: ['master', 'fail'] } });
  const alone = peersOf('shard-1-2', { 'shard-1-1': undefined });

  test('when a majority calls its primary failing', () => {
    expect(reasonToTakeOver(replica({ peers: alone, cluster: dead, outageSince: since }))).toContain('start grace');
    expect(reasonToTakeOver(replica({ peers: alone, outageSince: since }))).toBeUndefined();
  });
});

test('only the one with the newest data asks', () => {
  const both = ['shard-1-1', 'shard-1-2', 'shard-1-3'];
  const third = (over: object) => replica({
    dataNodes: both, peers: {
      ...peersOf('shard-1-2', successor),
      'shard-1-3': clusterPeer('shard-1-2', { memory: memory({ clusterId: 'third', epoch: 1, ...over }), cluster: claim('shard-1-2', { id: 'third' }) }),
    },
  });
  expect(reasonToTakeOver(third({ offset: 50 }))).toBeDefined();
  expect(reasonToTakeOver(third({ offset: 100 }))).toBeDefined();
  expect(reasonToTakeOver(third({ offset: 150 }))).toBeUndefined();
  expect(reasonToTakeOver(third({ offset: 150, clusterId: 'what it was before' }))).toBeDefined();
});

describe('R5: the epoch rule', () => {
  const since = 1_000_000 - settings.startGraceSeconds * 1000 - 1;
  const alone = peersOf('shard-1-2', { 'shard-1-1': undefined });
  const ledAt = (configEpoch: number) => replica({
    peers: alone, outageSince: since, cluster: facts('shard-1-2', { 'shard-1-1': { flags: ['master', 'fail'], configEpoch } }),
  });

  test('who has the data of an earlier epoch than its dead primary led at does not ask, and says where newer data is', () => {
    expect(takeOver(ledAt(9))).toMatchObject({ ask: false, reason: expect.stringContaining('shard-1-1 led at epoch 9') as string });
    expect(takeOver(ledAt(1))).toMatchObject({ ask: true });
    expect(decideCluster(ledAt(9))).toMatchObject({ phase: 'waiting', eligible: false });
    expect(decideCluster(ledAt(9)).cluster).not.toContainEqual(['FAILOVER', 'FORCE']);
  });
});

describe('R11: a wiped source of three copies', () => {
  const three = ['shard-1-1', 'shard-1-2', 'shard-1-3'];
  const sibling = clusterPeer('shard-1-2', { memory: memory({ clusterId: 'third', epoch: 1 }), cluster: claim('shard-1-2', { id: 'third' }) });

  test('a sibling that is silent may have newer data: it is waited for, at most for the start grace', () => {
    const silent = replica({ dataNodes: three, peers: peersOf('shard-1-2', successor) });
    expect(takeOver(silent)).toMatchObject({ ask: false, reason: expect.stringContaining('no word from shard-1-3') as string });
    expect(takeOver({ ...silent, outageSince: 1_000_000 - settings.startGraceSeconds * 1000 - 1 })).toMatchObject({ ask: true });
    expect(takeOver({ ...silent, peers: { ...silent.peers, 'shard-1-3': sibling } })).toMatchObject({ ask: true });
  });

  test('the grace begins when the source is another node by now', () => {
    expect(shardInOutage(replica({ peers: peersOf('shard-1-2', successor) }))).toBe(true);
    expect(shardInOutage(replica())).toBe(false);
  });

  test('R2: a node that has never held data leads only where nobody ever did', () => {
    const forming = memory({ state: 'forming', epoch: 0, role: 'none', keys: 0, clusterId: undefined });
    const empty = { ...sibling, memory: { ...forming } };
    const newcomer = (third: PeerState | undefined) => replica({
      dataNodes: three, memory: forming, peers: { ...peersOf('shard-1-2', successor), ...(third ? { 'shard-1-3': third } : {}) },
    });
    const asks = (each: Situation) => decideCluster(each).cluster?.some(([verb]) => verb === 'FAILOVER') ?? false;
    expect(asks(newcomer(undefined))).toBe(false);
    expect(asks(newcomer(sibling))).toBe(false);
    expect(asks(newcomer(empty))).toBe(true);
  });
});

test('a replica in the middle of a copy holds nothing to lead with', () => {
  const copying = linked('shard-1-1', { linkUp: false, copying: true });
  expect(takeOver(replica({ peers: peersOf('shard-1-2', successor), redis: copying }))).toBeUndefined();
});
