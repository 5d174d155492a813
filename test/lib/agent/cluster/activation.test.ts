import { activation } from '../../../../lib/agent/cluster/activation';
import { decideStandbyCluster } from '../../../../lib/agent/cluster/decide-standby';
import { forgotten } from '../../../../lib/agent/cluster/forget';
import { decide } from '../../../../lib/agent/decide';
import { Standing } from '../../../../lib/agent/region/standing';
import type { ClusterFacts, ClusterMember, ClusterPlace, Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { linked, memory, peer, primary } from '../situations';
import { FIRST, PROMOTED, region, upstream } from '../region/region-situations';
import { claim, clusterPeer, facts, inCluster, PLACES } from './cluster-situations';

const FAR: ClusterPlace[] = PLACES.map((place) => ({ ...place, node: `r2-${place.node}`, host: place.host.replace('10.0', '10.9') }));
const far = (node: string, over: Partial<ClusterMember> = {}): ClusterMember => {
  const { host, port, shard } = FAR.find((place) => place.node === node)!;
  return { id: `far-${node}`, node, host, port, flags: ['slave'], primaryId: `id-${shard}-1`, configEpoch: shard, connected: true, slots: [], ...over };
};
const RECORD = { ...PROMOTED, primaries: { 1: 'r2-shard-1-1', 2: 'r2-shard-2-1', 3: 'r2-shard-3-1' } };

/** r2-shard-1-1, a replica of shard-1-1 in the region that is active. */
function beyond(own: Partial<ClusterMember> = {}, over: Partial<Situation> = {}, replace: Record<string,
  Partial<ClusterMember>> = {}): Situation {
  const near = facts('shard-1-1', replace).members;
  const cluster: ClusterFacts = { ...facts('shard-1-1'), myId: 'far-r2-shard-1-1', members: [...near, far('r2-shard-1-1', own), far('r2-shard-1-2')] };
  return {
    ...inCluster('shard-1-2'), node: 'r2-shard-1-1', bootstrapNode: 'r2-shard-1-1', shard: 1, clusterPlaces: FAR, remotePlaces: PLACES,
    dataNodes: ['r2-shard-1-1', 'r2-shard-1-2'], remoteNodes: ['shard-1-1', 'shard-1-2'], cluster,
    redis: linked('shard-1-1', { minReplicas: FENCE }), memory: memory({ clusterId: 'far-r2-shard-1-1', epoch: 1 }),
    peers: { 'r2-shard-1-2': peer({ cluster: claim('shard-1-1', { id: 'far-r2-shard-1-2' }) }) },
    remote: { 'shard-1-1': { ...clusterPeer('shard-1-1', { cluster: claim('shard-1-1', { known: ['far-r2-shard-1-1'] }) }), region: FIRST, phase: 'serving' } },
    region: region({ own: 'region-2', standing: Standing.STANDBY, mayWrite: false }), ...over,
  };
}
const promoted = (own: Partial<ClusterMember> = {}, over: Partial<Situation> = {}, replace: Record<string,
  Partial<ClusterMember>> = {}): Situation =>
  beyond(own, { region: region({ own: 'region-2', record: RECORD }), ...over }, replace);

test('R14: the node that the record names takes its shard over without a vote', () => {
  expect(activation(promoted())).toEqual({ commands: [['FAILOVER', 'TAKEOVER']], leftToAnother: false });
  expect(decide(promoted()).cluster).toContainEqual(['FAILOVER', 'TAKEOVER']);
});

test('R14: never without such a record, never on a standby', () => {
  expect(activation(promoted({}, { region: region({ own: 'region-2', record: { ...RECORD, primaries: undefined } }) })).commands).toEqual([]);
  expect(decide(beyond()).cluster ?? []).not.toContainEqual(['FAILOVER', 'TAKEOVER']);
});

test('R14: not once a node of this region leads the shard, however old the record', () => {
  expect(activation(promoted({ primaryId: 'far-r2-shard-1-2' })).commands).toEqual([]);
});

test('R14: not with data that is being copied or is another node\'s', () => {
  expect(activation(promoted({}, { redis: linked('shard-1-1', { copying: true }) })).commands).toEqual([]);
  expect(activation(promoted({}, { memory: memory({ clusterId: 'other' }) })).commands).toEqual([]);
});

test('R14: the others leave it to the named one while that answers, and ask for no votes of the region that was left', () => {
  const record = { ...RECORD, primaries: { ...RECORD.primaries, 1: 'r2-shard-1-2' } };
  const other = promoted({}, { region: region({ own: 'region-2', record }), redis: linked('shard-1-1', { linkUp: false }), outageSince: 1 }, { 'shard-1-1': { flags: ['master', 'fail'] } });
  expect(activation(other)).toEqual({ commands: [], leftToAnother: true });
  expect((decide(other).cluster ?? []).filter(([verb]) => verb === 'FAILOVER')).toEqual([]);
  expect(activation({ ...other, peers: {} }).leftToAnother).toBe(false);
});

test('R14: having taken over, its epoch rises well above those of the other region, and no further than the record says', () => {
  const led = (configEpoch: number): string[][] => activation(promoted({ primaryId: undefined, flags: ['master'], slots: [{ from: 0, to: 5460 }], configEpoch })).commands;
  expect(led(7)).toEqual([['BUMPEPOCH']]);
  expect(led(18)).toEqual([['BUMPEPOCH']]);
  expect(led(19)).toEqual([]);
  const forgotten = (configEpoch: number): string[][] => activation(promoted({ primaryId: undefined, flags: ['master'], slots: [{ from: 0, to: 5460 }], configEpoch },
    { region: region({ own: 'region-2', record: { ...RECORD, roleEpoch: 1040 } }) }, {})).commands;
  expect([forgotten(55), forgotten(56)]).toEqual([[['BUMPEPOCH']], []]);
  expect(activation(promoted({ primaryId: undefined, flags: ['master'], slots: [{ from: 0, to: 5460 }], configEpoch: 20 }, {}, { 'shard-1-1': { configEpoch: 50 } })).commands).toEqual([]);
});

test('R14: without right or proof no shard elects anybody: every election raises an epoch', () => {
  const unproven = inCluster('shard-1-2', { region: region({ mayWrite: false }), remoteNodes: [], remote: {} });
  expect(decide(unproven)).toMatchObject({ writable: false, eligible: false });
  expect(decide(inCluster('shard-1-2'))).toMatchObject({ writable: true, eligible: true });
});

describe('R14: a standby of a Cluster', () => {
  test('follows its shard\'s primary, closed, no candidate and a source of nothing', () => {
    expect(decideStandbyCluster(beyond())).toMatchObject({
      phase: 'serving', writable: false, eligible: false, copyable: false, remember: { role: 'replica', epoch: 1, clusterId: 'far-r2-shard-1-1' },
    });
  });

  test('greets the primary, then replicates it; who still owns slots leaves that to the engine', () => {
    const alone = beyond({ primaryId: undefined, flags: ['master'] });
    const stranger = { ...alone, cluster: { ...alone.cluster!, members: alone.cluster!.members.filter(({ node }) => node !== 'shard-1-1') } };
    expect(decideStandbyCluster(stranger).cluster).toEqual([['MEET', '10.0.1.1', '6379', '16379']]);
    expect(decideStandbyCluster(alone).cluster).toEqual([['REPLICATE', 'id-1-1']]);
    const owner = beyond({ primaryId: undefined, flags: ['master'], slots: [{ from: 0, to: 1 }] }, { redis: primary(), memory: memory({ role: 'primary' }) });
    expect(decideStandbyCluster(owner)).toMatchObject({ cluster: [], discards: 'shard-1-1', writable: false });
  });

  test('introduces itself to whoever has forgotten it, once it owns no slots any more', () => {
    const without = clusterPeer('shard-1-1', { cluster: claim('shard-1-1', { known: ['id-1-1'] }) });
    const forgetful = { 'shard-1-1': { ...without, region: FIRST, phase: 'serving' } };
    expect(decideStandbyCluster(beyond({}, { remote: forgetful })).cluster).toEqual([['MEET', '10.0.1.1', '6379', '16379']]);
    const owner = beyond({ primaryId: undefined, flags: ['master'], slots: [{ from: 0, to: 1 }] },
      { remote: forgetful, redis: primary() });
    expect(decideStandbyCluster(owner).cluster).toEqual([]);
    const cluster = beyond().cluster!;
    const handshake = { ...cluster.members[0]!, id: 'made-up', flags: ['handshake', 'master'] };
    const greeted = { ...cluster, members: [...cluster.members, handshake] };
    expect(decideStandbyCluster(beyond({}, { remote: forgetful, cluster: greeted })).cluster).toEqual([]);
    // What its region had to say while it was cut off is on its way for as long as the node timeout.
    const waits = beyond().settings.nodeTimeoutSeconds * 1000 + 2000;
    const replica = { flags: ['slave'], primaryId: 'id-1-2' };
    const members = cluster.members.map((member) => ({ ...member, ...(member.node === 'shard-1-1' ? replica : {}) }));
    for (const over of [{}, { cluster: { ...cluster, members } }]) {
      const situation = beyond({}, { remote: forgetful, ...over });
      expect(decideStandbyCluster(situation)).toMatchObject({ phase: 'waiting', reason: 'standby: becoming acquainted with shard-1-1' });
      const since = (learnedMsAgo: number): string[][] | undefined =>
        decideStandbyCluster({ ...situation, region: { ...situation.region!, learnedMsAgo } }).cluster;
      expect([since(waits - 1), since(waits)]).toEqual([[], [['MEET', '10.0.1.1', '6379', '16379']]]);
    }
  });

  test('waits while nobody leads there, and leaves another deployment\'s volume alone', () => {
    expect(decideStandbyCluster(beyond({}, { remote: {} }))).toMatchObject({ phase: 'waiting', writable: false });
    const theirs = upstream({ memory: memory({ role: 'primary', deploymentId: 'other' }), cluster: claim('shard-1-1') });
    expect(decideStandbyCluster(beyond({}, { remote: { 'shard-1-1': theirs } })).phase).toBe('refusing');
  });

  test('nobody of the other region is forgotten for being silent; one that came back under another id is', () => {
    const silent = (remote: Situation['remote']): string[][] => forgotten({
      ...inCluster('shard-1-1'), remotePlaces: FAR, remote,
      cluster: { ...facts('shard-1-1'), members: [...facts('shard-1-1').members, far('r2-shard-1-1', { flags: ['slave', 'fail'] })] },
    });
    expect(silent({})).toEqual([]);
    expect(silent({ 'r2-shard-1-1': peer({ cluster: claim('shard-1-1', { id: 'new' }) }) })).toEqual([['FORGET', 'far-r2-shard-1-1']]);
  });
});
