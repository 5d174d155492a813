import { decide } from '../../../lib/agent/decide';
import { formedByOthers, stillListeningFor, unheard } from '../../../lib/agent/heard';
import { formingMemory } from '../../../lib/agent/memory';
import type { Situation } from '../../../lib/agent/situation';
import { FENCE } from '../../../lib/config';
import { facts, inCluster, member, PLACES } from './cluster/cluster-situations';
import { named, replication } from './replication/situations';
import { DEPLOYMENT, linked, memory, nobody, peer, primary, situation, view } from './situations';

const empty = {
  memory: undefined, marker: undefined, peers: {}, redis: nobody({ keys: 0 }), startedAt: 999_000, sentinelFile: undefined,
};
const blank = member('shard-1-1', { flags: ['myself', 'master'], configEpoch: 0, slots: [] });
const topologies: [string, string[], (over: Partial<Situation>) => Situation][] = [
  ['Sentinel', ['node-2', 'node-3'], (over) => situation({ ...empty, view: view(undefined), ...over })],
  ['replication', ['node-2', 'node-3'], (over) => replication({ ...empty, view: named(undefined), ...over })],
  ['Cluster', PLACES.slice(1).map(({ node }) => node), (over) => inCluster('shard-1-1', {
    ...empty, redis: primary({ keys: 0, minReplicas: FENCE }), cluster: facts('shard-1-1', {}, { ok: false, members: [blank] }),
    view: view(undefined), ...over,
  })],
];

describe.each(topologies)('R4: an empty bootstrap node without a marker, %s', (_, others, node) => {
  const silentTo = Object.fromEntries(others.map((name) => [name, '']));

  test('begins at once when every other node has answered that it knows of nothing', () => {
    expect(decide(node({ heard: silentTo, startedAt: 999_999 })).remember).toEqual(formingMemory('fresh'));
  });

  test('saves nothing before it has heard every one of them, or has listened for 3 s', () => {
    const { [others[0]!]: _first, ...heard } = silentTo;
    const desired = decide(node({ heard, startedAt: 997_001 }));
    expect(desired).toEqual({ phase: 'forming', reason: `listening for ${others[0]} before it begins` });
    expect(decide(node({ heard, startedAt: 997_000 })).remember).toEqual(formingMemory('fresh'));
  });

  test('never begins once one of them has said it was formed, also when that one is silent since', () => {
    for (const told of [{ peers: { [others[1]!]: peer() } }, { heard: { ...silentTo, [others[1]!]: DEPLOYMENT } }]) {
      const desired = decide(node({ ...told, startedAt: 0 }));
      expect(desired.phase).not.toBe('forming');
      expect([desired.remember, desired.claim, desired.startSentinel]).toEqual([undefined, undefined, undefined]);
    }
  });

  test('that had begun before it heard so begins no further: no claim, no Sentinel, no first primary', () => {
    const begun = { memory: formingMemory('fresh'), peers: { [others[0]!]: peer({ memory: memory() }) }, startedAt: 0 };
    const desired = decide(node({ ...begun, redis: primary({ keys: 0, goodReplicas: 2, minReplicas: FENCE }) }));
    expect(desired.phase).not.toBe('forming');
    expect(desired).toMatchObject({ writable: false });
    const { remember, claim, claimRole, startSentinel } = desired;
    expect([remember, claim, claimRole, startSentinel].filter((each) => each !== undefined)).toEqual([]);
    expect(desired.role).not.toEqual({ become: 'primary' });
  });
});

describe('R2: the marker is lost, the named primary lost its volume and has begun anew, this node holds everything', () => {
  const begun = peer({ memory: formingMemory('fresh'), redis: primary({ keys: 0 }) });
  const holder = {
    node: 'node-3', marker: undefined, memory: memory({ epoch: 0 }), redis: nobody(), view: view('node-1', 0),
    peers: { 'node-1': begun, 'node-2': peer({ memory: formingMemory('fresh') }) },
  };

  test('it never copies from the empty one', () => {
    const staleLink = linked('node-2', { linkUp: false, staleSeconds: 1000 });
    for (const over of [{}, { redis: staleLink }, { now: 2_000_000, outageSince: 1 }]) {
      expect(decide(situation({ ...holder, ...over })).role).toBeUndefined();
    }
  });

  test('the empty one steps down, so that no Sentinel makes anybody copy from it', () => {
    const node = {
      memory: formingMemory('fresh'), marker: undefined, redis: primary({ keys: 0 }), view: view('node-1', 0),
      peers: { 'node-3': peer({ memory: memory({ epoch: 0 }) }) },
    };
    expect(decide(situation(node))).toMatchObject({ role: { follow: 'node-3' }, eligible: false, writable: false });
    // Keys are never thrown away for it.
    expect(decide(situation({ ...node, redis: primary({ keys: 1 }) })).role).toBeUndefined();
  });

  test('and then the holder asks to lead', () => {
    const stepped = { ...holder.peers, 'node-1': { ...begun, redis: nobody({ nobody: false, source: 'node-3', keys: 0 }) } };
    const desired = decide(situation({ ...holder, peers: stepped, outageSince: 999_000 }));
    expect(desired).toMatchObject({ eligible: true, askFailover: true });
  });
});

test('R4: a follower of the same beginning that is initialised first is no other deployment', () => {
  const leader = situation({ memory: formingMemory(DEPLOYMENT), marker: undefined, peers: { 'node-2': peer() } });
  expect(formedByOthers(leader)).toBe(false);
  expect(formedByOthers({ ...leader, memory: formingMemory('fresh') })).toBe(true);
});

test('a Sentinel-only node is listened to as well; a fresh answer counts as heard', () => {
  const node = situation({ sentinelNodes: ['node-1', 'witness'], peers: { 'node-2': peer() }, heard: { 'node-3': '' } });
  expect(unheard(node)).toEqual(['witness']);
  expect(stillListeningFor({ ...node, startedAt: node.now })).toEqual(['witness']);
  expect(stillListeningFor({ ...node, startedAt: node.now - 3000 })).toEqual([]);
});
