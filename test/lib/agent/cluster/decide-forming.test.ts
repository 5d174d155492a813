import { decideCluster } from '../../../../lib/agent/cluster/decide-cluster';
import { formingMemory } from '../../../../lib/agent/memory';
import type { ClusterMember, PeerState, Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { DEPLOYMENT, linked, peer, primary } from '../situations';
import { claim, facts, idOf, inCluster, member, PLACES } from './cluster-situations';

const alone = { known: [] as string[], owners: [] as string[], configEpoch: 0, ok: false };

function begun(node: string): PeerState {
  const cluster = claim(node, { ...alone, known: [idOf(node)], primaryId: idOf(node) });
  return peer({ memory: formingMemory(DEPLOYMENT), redis: primary(), cluster });
}

/** A node in the middle of the first start; its Cluster is what `members` says. */
function forming(node: string, members: ClusterMember[], over: Partial<Situation> = {}): Situation {
  return inCluster(node, {
    memory: formingMemory(DEPLOYMENT), marker: undefined, redis: primary({ keys: 0, minReplicas: FENCE }), startedAt: 999_000,
    cluster: { ...facts(node), ok: false, members }, peers: {}, ...over,
  });
}

const blank = (node: string): ClusterMember =>
  member(node, { flags: ['myself', 'master'], configEpoch: 0, slots: [], primaryId: undefined });
const owner = member('shard-1-1', { flags: ['myself', 'master'] });

test('R4: a first primary takes its epoch and its slots, before anybody knows it', () => {
  expect(decideCluster(forming('shard-2-1', [blank('shard-2-1')]))).toMatchObject({
    phase: 'forming', writable: false, cluster: [['SET-CONFIG-EPOCH', '2'], ['ADDSLOTSRANGE', '5461', '10921']],
  });
});

test('R4: what is there already is not said again', () => {
  expect(decideCluster(forming('shard-1-1', [owner])).cluster).toEqual([]);
  const half = { ...owner, slots: [{ from: 0, to: 99 }, { from: 200, to: 5460 }] };
  expect(decideCluster(forming('shard-1-1', [half])).cluster).toEqual([['ADDSLOTSRANGE', '100', '199']]);
});

test('R4: each greets the next that is there, but no first primary before it has its epoch', () => {
  const peers = { 'shard-2-1': begun('shard-2-1'), 'shard-2-2': begun('shard-2-2') };
  expect(decideCluster(forming('shard-1-1', [owner], { peers })).cluster).toEqual([['MEET', '10.0.2.2', '6379', '16379']]);
  const greeted = member('shard-2-2', { flags: ['handshake'], slots: [] });
  expect(decideCluster(forming('shard-1-1', [owner, greeted], { peers })).cluster).toEqual([]);
});

test('R4: a replica follows whoever has its shard\'s slots, else the designated primary', () => {
  const peers = { 'shard-1-1': begun('shard-1-1') };
  const known = [...peers['shard-1-1'].cluster!.known, 'id-1-2'];
  const heard = { 'shard-1-1': { ...peers['shard-1-1'], cluster: { ...peers['shard-1-1'].cluster!, known } } };
  const empty = member('shard-1-1', { slots: [] });
  expect(decideCluster(forming('shard-1-2', [blank('shard-1-2'), empty], { peers: heard })).cluster).toEqual([['REPLICATE', 'id-1-1']]);
  expect(decideCluster(forming('shard-1-2', [blank('shard-1-2')], { peers: heard })).cluster).toEqual([['MEET', '10.0.1.1', '6379', '16379']]);
});

test('R4: an id that came and went is forgotten with its slots', () => {
  const peers = { 'shard-2-1': begun('shard-2-1') };
  const wiped = { 'shard-2-1': { ...peers['shard-2-1'], cluster: { ...peers['shard-2-1'].cluster!, id: 'new', known: ['new', 'id-1-1'] } } };
  const desired = decideCluster(forming('shard-1-1', [owner, member('shard-2-1')], { peers: wiped }));
  expect(desired.cluster).toContainEqual(['FORGET', 'id-2-1']);
});

test('R4: the bootstrap node lost its volume and began anew: the others join that', () => {
  const peers = { 'shard-1-1': { ...begun('shard-1-1'), memory: formingMemory('another') } };
  expect(decideCluster(forming('shard-2-1', [member('shard-2-1')], { peers })).remember).toEqual(formingMemory('another'));
});

describe('R4: formed is', () => {
  const everybody = (replace: Record<string, PeerState | undefined> = {}): Record<string, PeerState> => {
    const all = PLACES.filter(({ node }) => node !== 'shard-1-1').map(({ node, shard }): [string, PeerState] => [node, peer({
      memory: formingMemory(DEPLOYMENT), cluster: claim(node), redis: node.endsWith('-1') ? primary() : linked(`shard-${shard}-1`),
    })]);
    const replaced = Object.entries({ ...Object.fromEntries(all), ...replace });
    return Object.fromEntries(replaced.filter((entry): entry is [string, PeerState] => entry[1] !== undefined));
  };
  const leader = (over: Partial<Situation> = {}): Situation =>
    forming('shard-1-1', [], { cluster: facts('shard-1-1'), peers: everybody(), ...over });

  test('when all slots have owners, all know each other and every replica is linked', () => {
    expect(decideCluster(leader())).toMatchObject({ reason: 'formed', claim: DEPLOYMENT });
  });

  test('not while somebody is missing, a stranger, or not linked', () => {
    const cut = peer({ memory: formingMemory(DEPLOYMENT), cluster: claim('shard-3-2'), redis: linked('shard-3-1', { linkUp: false }) });
    const knowsNobody = claim('shard-3-2', { known: ['id-3-2'] });
    const stranger = peer({ memory: formingMemory(DEPLOYMENT), cluster: knowsNobody, redis: linked('shard-3-1') });
    for (const state of [undefined, cut, stranger]) {
      expect(decideCluster(leader({ peers: everybody({ 'shard-3-2': state }) })).claim).toBeUndefined();
    }
  });

  test('not while a slot has no owner, whatever the Cluster says', () => {
    expect(decideCluster(leader({ cluster: facts('shard-1-1', { 'shard-3-1': { slots: [] } }) })).claim).toBeUndefined();
  });

  test('after the start grace also with a shard that has fewer replicas, but not with none', () => {
    const late = { startedAt: 0 };
    expect(decideCluster(leader({ ...late, peers: everybody({ 'shard-3-2': undefined }) })).claim).toBeUndefined();
    expect(decideCluster(leader(late)).claim).toBe(DEPLOYMENT);
  });

  test('only the bootstrap node says so', () => {
    const other = forming('shard-2-1', [], { cluster: facts('shard-2-1'), peers: { ...everybody(), 'shard-1-1': peer({
      memory: formingMemory(DEPLOYMENT), cluster: claim('shard-1-1'), redis: primary(),
    }) } });
    expect(decideCluster(other).claim).toBeUndefined();
  });
});
