import { forgotten } from '../../../../lib/agent/cluster/forget';
import { Standing } from '../../../../lib/agent/region/standing';
import type { ClusterMember, ClusterPlace, Situation } from '../../../../lib/agent/situation';
import { PROMOTED, region } from '../region/region-situations';
import { claim, clusterPeer, facts, inCluster, PLACES } from './cluster-situations';

const FAR: ClusterPlace[] = PLACES.map((place) => ({ ...place, node: `r1-${place.node}`, host: place.host.replace('10.0', '10.9') }));
/** A former primary of the region that was left; its slots have been taken over. */
const LEFT: ClusterMember = {
  id: 'left', node: 'r1-shard-1-1', host: FAR[0]!.host, port: 6379, shard: 1, flags: ['master', 'fail'], configEpoch: 1, connected: false, slots: [],
} as ClusterMember;

function active(member: Partial<ClusterMember> = {}, over: Partial<Situation> = {}): string[][] {
  const cluster = facts('shard-1-1');
  return forgotten({
    ...inCluster('shard-1-1'), remotePlaces: FAR, remote: {}, region: region({ own: 'region-1', record: { ...PROMOTED, active: 'region-1' } }),
    cluster: { ...cluster, members: [...cluster.members, { ...LEFT, ...member }] }, ...over,
  });
}

test('R14: a silent node of the region that was left is forgotten, primary or replica', () => {
  expect(active()).toEqual([['FORGET', 'left']]);
  expect(active({ primaryId: 'gone', flags: ['slave'] })).toEqual([['FORGET', 'left']]);
});

test('R14: not one whose agent answers, nor one that copies from here or still owns slots', () => {
  expect(active({}, { remote: { 'r1-shard-1-1': clusterPeer('shard-1-1', { cluster: claim('shard-1-1', { id: 'left' }) }) } })).toEqual([]);
  expect(active({ primaryId: facts('shard-1-1').myId, flags: ['slave', 'fail'] })).toEqual([]);
  expect(active({ slots: [{ from: 0, to: 1 }] })).toEqual([]);
});

test('R14: not by a region that was active from the beginning, nor by a standby', () => {
  expect(active({}, { region: region() })).toEqual([]);
  expect(active({}, { region: region({ standing: Standing.STANDBY, record: PROMOTED }) })).toEqual([]);
});
