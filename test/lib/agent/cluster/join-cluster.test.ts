import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import type { ClusterMember, Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { linked, primary } from '../situations';
import { claim, clusterPeer, facts, inCluster, member, PLACES, peersOf } from './cluster-situations';

const NOBODY = { ...inCluster('shard-1-1').view, majority: undefined };
const fresh: ClusterMember = member('shard-1-1', { id: 'new', flags: ['myself', 'master'], slots: [], configEpoch: 0 });
const unknownToAll = claim('shard-2-1', { known: [] });

/** shard-1-1, wiped: a new id that has met everybody unless said otherwise. */
function wiped(over: Partial<Situation> = {}, members: ClusterMember[] = others()): Situation {
  const acquainted = Object.fromEntries(Object.entries(peersOf('shard-1-1')).map(([name, peer]) =>
    [name, { ...peer, cluster: { ...peer.cluster!, known: [...peer.cluster!.known, 'new'] } }]));
  return inCluster('shard-1-1', {
    memory: undefined, redis: primary({ keys: 0, minReplicas: FENCE }), peers: acquainted, view: NOBODY,
    cluster: { ...facts('shard-1-1'), myId: 'new', members: [fresh, ...members] }, ...over,
  });
}

function others(replace: Record<string, Partial<ClusterMember>> = {}): ClusterMember[] {
  return PLACES.filter(({ node }) => node !== 'shard-1-1').map(({ node }) => member(node, replace[node]));
}

const led = { 'shard-1-2': { flags: ['master'], primaryId: undefined, slots: [{ from: 0, to: 5460 }], configEpoch: 7 } };
const byReplica = { ...NOBODY, majority: { node: 'shard-1-2', epoch: 7 } };

test('greets one member that does not know it', () => {
  const peers = peersOf('shard-1-1', { 'shard-1-2': clusterPeer('shard-1-2', { cluster: unknownToAll }) });
  expect(decideCluster(wiped({ peers }, [])).cluster).toEqual([['MEET', '10.0.1.2', '6379', '16379']]);
});

test('R11: a wiped primary waits for the replica that leads, then copies from it and is remembered under its new id', () => {
  expect(decideCluster(wiped({}, others()))).toMatchObject({ phase: 'waiting', writable: false, copyable: false });
  expect(decideCluster(wiped({ view: byReplica }, others())).cluster).toEqual([]);
  expect(decideCluster(wiped({ view: byReplica }, others(led))).cluster).toEqual([['REPLICATE', 'id-1-2']]);
  const copied = wiped({ view: byReplica, redis: linked('shard-1-2') }, others(led));
  copied.cluster!.members[0] = { ...fresh, flags: ['myself', 'slave'], primaryId: 'id-1-2' };
  expect(decideCluster(copied)).toMatchObject({
    phase: 'serving', eligible: true, writable: true, remember: { state: 'initialised', role: 'replica', clusterId: 'new', epoch: 7 },
  });
});

test('R11: never leads its shard, also when nobody there has data', () => {
  const empty = { ...clusterPeer('shard-1-2'), memory: undefined };
  const peers = { ...wiped().peers, 'shard-1-2': { ...empty, cluster: claim('shard-1-2', { known: [...claim('shard-1-2').known, 'new'] }) } };
  const lost = others({ 'shard-1-2': { flags: ['master'], primaryId: undefined, slots: [] } });
  const old = member('shard-1-1', { flags: ['master', 'noaddr', 'fail'], node: undefined, host: '', port: 0 });
  const desired = decideCluster(wiped({ peers }, [...lost, old]));
  expect(desired).toMatchObject({ phase: 'refusing', writable: false, copyable: false });
  expect(desired.reason).toContain('restore a backup');
});

test('a silent neighbour is said to be silent', () => {
  const peers = Object.fromEntries(Object.entries(wiped().peers).filter(([name]) => name !== 'shard-1-2'));
  expect(decideCluster(wiped({ peers })).reason).toContain('no word from shard-1-2');
});

test('keys without a nodes.conf are not thrown away', () => {
  expect(decideCluster(wiped({ redis: primary({ keys: 5, minReplicas: FENCE }) }))).toMatchObject({ phase: 'refusing', writable: false });
});

describe('a shard the Cluster does not serve yet', () => {
  const places = [...PLACES, ...[1, 2].map((m) => ({ node: `shard-4-${m}`, shard: 4, host: `10.0.4.${m}`, port: 6379, busPort: 16379 }))];
  const shard4 = (node: string, over: Partial<Situation> = {}): Situation => {
    const base = wiped();
    const me: ClusterMember = { ...fresh, node, host: places.find((place) => place.node === node)!.host };
    return {
      ...base, node, shard: 4, clusterPlaces: places, dataNodes: ['shard-4-1', 'shard-4-2'],
      peers: { ...base.peers, 'shard-1-1': { ...clusterPeer('shard-1-1'), cluster: claim('shard-1-1', { known: [...claim('shard-1-1').known, 'new'] }) } },
      cluster: { ...base.cluster!, members: [me, ...PLACES.map((place) => member(place.node))] }, ...over,
    };
  };

  test('its first node stands for it, the others wait for that', () => {
    expect(decideCluster(shard4('shard-4-1'))).toMatchObject({ phase: 'serving', remember: { role: 'primary', clusterId: 'new' } });
    expect(decideCluster(shard4('shard-4-2', { startedAt: 995_000 }))).toMatchObject({ phase: 'waiting', writable: false });
  });

  test('is not taken for new while any slot is nobody\'s', () => {
    const dead = shard4('shard-4-1');
    const members = dead.cluster!.members.map((each) => (each.id === 'id-3-1' ? { ...each, flags: ['master', 'fail'] } : each));
    expect(decideCluster({ ...dead, cluster: { ...dead.cluster!, members } })).toMatchObject({ phase: 'refusing' });
  });
});

describe('a primary whose agent lost its memory', () => {
  const lost = (over: Partial<Situation> = {}) => decideCluster(inCluster('shard-1-1', {
    memory: undefined, redis: primary({ keys: 5, minReplicas: FENCE }), ...over,
  }));
  const seenBy = (owners: string[]) => peersOf('shard-1-1', Object.fromEntries(['shard-2-1', 'shard-3-1'].map((name) =>
    [name, clusterPeer(name, { cluster: claim(name, { owners }) })])));

  test('remembers anew, and opens with the next look', () => {
    const { remember } = lost();
    expect(remember).toMatchObject({ state: 'initialised', role: 'primary', clusterId: 'id-1-1', epoch: 1 });
    expect(lost({ memory: remember })).toMatchObject({ phase: 'serving', writable: true });
  });

  test('stays fenced while it looks round, while the primaries name another, or its shard knows of a later epoch', () => {
    const later = { ...inCluster('shard-1-1').view, majority: { node: 'shard-1-1', epoch: 7 } };
    for (const over of [
      { startedAt: 999_500 }, { peers: seenBy(['id-1-2', 'id-2-1', 'id-3-1']) }, { view: later },
      { view: { ...inCluster('shard-1-1').view, unanimous: false } },
    ]) {
      expect(lost(over)).toMatchObject({ writable: false });
      expect(lost(over).remember).toBeUndefined();
    }
  });

  test('that is empty is one only when its replicas are', () => {
    const empty = primary({ keys: 0, minReplicas: FENCE });
    expect(lost({ redis: empty }).remember).toBeUndefined();
    const replica = { 'shard-1-2': clusterPeer('shard-1-2', { redis: linked('shard-1-1', { keys: 0 }) }) };
    expect(lost({ redis: empty, peers: peersOf('shard-1-1', replica) }).remember).toBeDefined();
  });
});
