import { decide } from '../../../lib/agent/decide';
import { lostMarker } from '../../../lib/agent/restore-marker';
import type { Situation } from '../../../lib/agent/situation';
import { claim, facts, inCluster, peersOf } from './cluster/cluster-situations';
import { named, replication } from './replication/situations';
import { DEPLOYMENT, linked, memory, nobody, peer, primary, situation, view } from './situations';

const lost = { marker: undefined };
const leads = { memory: memory({ role: 'primary' }), redis: primary(), peers: {} };
const topologies: [string, (over: Partial<Situation>) => Situation][] = [
  ['Sentinel', (over) => situation({ ...leads, view: view('node-1'), ...over })],
  ['replication', (over) => replication({ ...leads, view: named('node-1'), ...over })],
  ['Cluster', (over) => inCluster('shard-1-1', { peers: {}, ...over })],
];

describe.each(topologies)('R4: a marker that was emptied, %s', (_, primaryWith) => {
  test('the primary puts it back with the id it remembers, and serves on', () => {
    const whole = decide(primaryWith({}));
    expect(whole).toMatchObject({ phase: 'serving' });
    expect(whole.restoreMarker).toBeUndefined();
    expect(decide(primaryWith(lost))).toEqual({ ...whole, restoreMarker: DEPLOYMENT });
  });

  test('one that cannot be read has not been emptied', () => {
    expect(decide(primaryWith({ marker: 'unknown' })).restoreMarker).toBeUndefined();
  });

  test('nobody who is still forming puts anything back', () => {
    const forming = decide(primaryWith({ ...lost, memory: memory({ state: 'forming', clusterId: 'id-1-1' }) }));
    expect(forming.restoreMarker).toBeUndefined();
  });

  test('nor whoever is not named at the moment', () => {
    expect(decide(primaryWith({ ...lost, view: view(undefined) })).restoreMarker).toBeUndefined();
  });
});

describe('R4: nobody leads, as after a restart of every node', () => {
  const back = { ...lost, view: view(undefined), redis: nobody() };

  test('most nodes of the data set say the same: each of them puts it back', () => {
    expect(decide(situation({ ...back, peers: { 'node-2': peer() } })).restoreMarker).toBe(DEPLOYMENT);
    expect(decide(replication({ ...back, view: named(undefined), peers: { 'node-2': peer() } })).restoreMarker).toBe(DEPLOYMENT);
    const peers = peersOf('shard-1-2', { 'shard-2-1': undefined, 'shard-3-1': undefined });
    const down = inCluster('shard-1-2', { ...lost, view: view(undefined), redis: linked('shard-1-1', { linkUp: false }), peers });
    expect(decide(down).restoreMarker).toBe(DEPLOYMENT);
  });

  test('one alone does not: it may be a volume of another deployment', () => {
    expect(decide(situation(back)).restoreMarker).toBeUndefined();
    const foreign = peer({ memory: memory({ deploymentId: 'other' }) });
    expect(decide(situation({ ...back, peers: { 'node-2': foreign, 'node-3': foreign } })).restoreMarker).toBeUndefined();
  });

  test('a foreign replica of a primary does not speak for it', () => {
    const foreign = { memory: memory({ deploymentId: 'other' }), redis: linked('node-2') };
    expect(lostMarker(situation({ ...lost, ...foreign, peers: { 'node-2': peer(), 'node-3': peer() } }), { phase: 'serving' })).toBeUndefined();
  });

  test('nor do those whose data has vanished from under their memory', () => {
    const vanished = nobody({ keys: 0 });
    expect(decide(situation({ ...back, redis: vanished, peers: { 'node-2': peer(), 'node-3': peer() } })).restoreMarker).toBeUndefined();
    expect(decide(situation({ ...back, peers: { 'node-2': peer({ redis: vanished }) } })).restoreMarker).toBeUndefined();
  });

  test('nor a Cluster node under another id than its memory', () => {
    const came = { cluster: facts('shard-1-1', {}, { myId: 'id-2-1' }) };
    expect(lostMarker(inCluster('shard-1-1', { ...lost, ...came }), { phase: 'serving' })).toBeUndefined();
    expect(claim('shard-1-1').id).toBe('id-1-1');
  });
});
