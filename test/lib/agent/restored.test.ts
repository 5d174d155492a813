import fc from 'fast-check';
import { decide } from '../../../lib/agent/decide';
import { formingMemory } from '../../../lib/agent/memory';
import type { Restoring, Situation } from '../../../lib/agent/situation';
import { firstSlots } from '../../../lib/cluster';
import { FENCE } from '../../../lib/config';
import { TopologyKind } from '../../../lib/model';
import { claim, facts, idOf, inCluster, member, PLACES } from './cluster/cluster-situations';
import { DEPLOYMENT, linked, nobody, peer, primary, situation, view } from './situations';

const BACKUP = '20261122T150203Z-4f3a91';
const FIRST = { shard: 1, shards: 1, keys: 10 };
const restore = (over: Partial<Restoring['seeded']> = {}): Restoring =>
  ({ backup: BACKUP, seeded: { backup: BACKUP, ...FIRST, ...over } });
const kinds = [TopologyKind.SENTINEL, TopologyKind.REPLICATION] as const;

/** The bootstrap node of a deployment that is to begin with a backup; its Redis has loaded it. */
function leader(topology: TopologyKind, over: Partial<Situation> = {}): Situation {
  return situation({
    topology, marker: undefined, memory: formingMemory(DEPLOYMENT), redis: nobody({ keys: 10, loadedKeys: 10 }),
    view: view(undefined),
    restore: restore(), ...over,
  });
}

/** A first node of a shard that has loaded its part and claimed the slots of its keys, before anybody knows it. */
function first(node: string, over: Partial<Situation> = {}): Situation {
  const shard = PLACES.find((place) => place.node === node)!.shard;
  const { from } = firstSlots(shard, 3);
  const alone = member(node, { flags: ['myself', 'master'], configEpoch: 0, slots: [{ from, to: from }] });
  return inCluster(node, {
    memory: formingMemory(DEPLOYMENT), marker: undefined, startedAt: 999_000, peers: {},
    redis: primary({ keys: 10, loadedKeys: 10, minReplicas: FENCE }), cluster: { ...facts(node), ok: false, members: [alone] },
    restore: restore({ shard, shards: 3 }), ...over,
  });
}

const loaded = { phase: 'forming', remember: { ...formingMemory(DEPLOYMENT), restored: BACKUP } };

describe.each(kinds)('R4 restored, %s: the bootstrap node', (topology) => {
  test('remembers that all of the backup is loaded before it becomes primary', () => {
    const desired = decide(leader(topology));
    expect(desired).toMatchObject(loaded);
    expect(desired.role).toBeUndefined();
    const next = decide(leader(topology, { memory: desired.remember }));
    expect(next).toMatchObject({ role: { become: 'primary' }, writable: false });
  });

  test('a deployment that is to be restored never starts empty', () => {
    const empty = { redis: nobody({ keys: 0, loadedKeys: 0 }) };
    expect(decide(leader(topology, { ...empty, restore: { backup: BACKUP } }))).toMatchObject({
      phase: 'refusing', reason: expect.stringContaining('was not seeded with it') as string, writable: false,
    });
    const desired = decide(leader(topology, empty));
    expect(desired).toMatchObject({ phase: 'refusing', writable: false });
    expect(desired.reason).toMatch(/has 10 keys here and Redis has loaded 0/);
    expect([desired.role, desired.remember, desired.claim]).toEqual([undefined, undefined, undefined]);
  });

  test('nor with another backup, or what was meant for another shard', () => {
    expect(decide(leader(topology, { restore: restore({ backup: 'older' }) })).reason).toContain('was seeded with older');
    expect(decide(leader(topology, { restore: restore({ shards: 3 }) })).reason).toContain('as shard 1 of 3 and is shard 1 of 1');
  });

  test('what has expired since it was loaded is not missing, and what could not be counted is not counted', () => {
    expect(decide(leader(topology, { redis: nobody({ keys: 4, loadedKeys: 10 }) }))).toMatchObject(loaded);
    const uncounted = { redis: nobody({ keys: 4, loadedKeys: 4 }), restore: restore({ keys: undefined }) };
    expect(decide(leader(topology, uncounted))).toMatchObject(loaded);
  });

  test('while Redis is not up, it tells how the seeding goes', () => {
    const told = (state: 'seeding' | 'refused' | 'failed'): [string, string] => {
      const status = { state, detail: 'so and so', at: 1 };
      const { phase, reason } = decide(leader(topology, { redis: undefined, restore: { backup: BACKUP, status } }));
      return [phase, reason];
    };
    expect(told('seeding')).toEqual(['forming', `seeding with the backup ${BACKUP}: so and so`]);
    expect(told('refused')).toEqual(['refusing', `not seeded with the backup ${BACKUP}: so and so`]);
    expect(told('failed')[0]).toBe('waiting');
  });

  test('its replicas need no seed', () => {
    const follower = leader(topology, {
      node: 'node-2', redis: nobody({ keys: 0 }), restore: { backup: BACKUP },
      peers: { 'node-1': peer({ memory: formingMemory(DEPLOYMENT) }) },
    });
    expect(decide(follower)).toMatchObject({ role: { follow: 'node-1' } });
  });
});

test('R4 restored: Sentinels begin when there is a primary to watch', () => {
  const without = { sentinelFile: undefined };
  expect(decide(leader(TopologyKind.SENTINEL, without)).startSentinel).toBeUndefined();
  const passed = formingMemory(DEPLOYMENT, BACKUP);
  expect(decide(leader(TopologyKind.SENTINEL, { ...without, memory: passed })).startSentinel).toBeDefined();
  const beside = (restored?: string): Situation => leader(TopologyKind.SENTINEL, {
    ...without, node: 'node-2', peers: { 'node-1': peer({ memory: formingMemory(DEPLOYMENT, restored) }) },
  });
  expect(decide(beside()).startSentinel).toBeUndefined();
  expect(decide(beside(BACKUP)).startSentinel).toBeDefined();
});

describe('R4 restored, Cluster', () => {
  test('each shard\'s first node has all its slots before it has an epoch, without which nobody greets it', () => {
    expect(decide(first('shard-2-1'))).toMatchObject(loaded);
    const next = decide(first('shard-2-1', { memory: formingMemory(DEPLOYMENT, BACKUP) }));
    expect(next.cluster).toEqual([['ADDSLOTSRANGE', '5462', '10921'], ['SET-CONFIG-EPOCH', '2']]);
  });

  test('one that was not seeded takes no slots and is no source', () => {
    const desired = decide(first('shard-2-1', { restore: { backup: BACKUP } }));
    expect(desired).toMatchObject({ phase: 'refusing', copyable: false });
    expect(desired.cluster).toBeUndefined();
  });

  test('one that lost slots lost their keys with them, and does not go on', () => {
    const lessSlots = member('shard-2-1', { flags: ['myself', 'master'], slots: [{ from: 5461, to: 10_900 }] });
    const desired = decide(first('shard-2-1', { memory: formingMemory(DEPLOYMENT, BACKUP), cluster: { ...facts('shard-2-1'), members: [lessSlots] } }));
    expect(desired).toMatchObject({ phase: 'refusing', reason: expect.stringContaining('has lost the slots 10901-10921') as string });
  });

  test('one with keys of other shards\' slots does not go on either', () => {
    const more = member('shard-2-1', { flags: ['myself', 'master'], configEpoch: 0, slots: [{ from: 5460, to: 10_921 }] });
    const desired = decide(first('shard-2-1', { memory: formingMemory(DEPLOYMENT, BACKUP), cluster: { ...facts('shard-2-1'), members: [more] } }));
    expect(desired).toMatchObject({ phase: 'refusing', reason: expect.stringContaining('owns the slots 5460, which') as string });
  });

  test('what is on the volume stays known when the bootstrap node begins anew', () => {
    const peers = { 'shard-1-1': peer({ memory: formingMemory('another') }) };
    expect(decide(first('shard-2-1', { memory: formingMemory(DEPLOYMENT, BACKUP), peers })).remember).toEqual(formingMemory('another', BACKUP));
  });

  const everybody = (restored: (node: string) => string | undefined): Situation['peers'] =>
    Object.fromEntries(PLACES.filter(({ node }) => node !== 'shard-1-1').map(({ node, shard }) => [node, peer({
      memory: formingMemory(DEPLOYMENT, restored(node)), cluster: claim(node), redis: node.endsWith('-1') ? primary() : linked(`shard-${shard}-1`),
    })]));
  const bootstrap = (peers: Situation['peers'], over: Partial<Situation> = {}): Situation => first('shard-1-1', {
    memory: formingMemory(DEPLOYMENT, BACKUP), cluster: facts('shard-1-1'), peers, ...over,
  });

  test('it is formed when every shard\'s first node has loaded its part; no grace makes up for one that has not', () => {
    const firsts = (node: string): string | undefined => (node.endsWith('-1') ? BACKUP : undefined);
    expect(decide(bootstrap(everybody(firsts)))).toMatchObject({ reason: 'formed', claim: DEPLOYMENT });
    const late = { startedAt: 0 };
    for (const restored of [undefined, 'older']) {
      const desired = decide(bootstrap(everybody((node) => (node === 'shard-3-1' ? restored : firsts(node))), late));
      expect(desired.claim).toBeUndefined();
      expect(desired.reason).toBe(`waiting for shard-3-1 to load the backup ${BACKUP}`);
    }
    const { 'shard-3-1': _gone, ...rest } = everybody(firsts);
    expect(decide(bootstrap(rest, late)).claim).toBeUndefined();
  });

  test('its part is of as many shards as there are', () => {
    expect(decide(first('shard-2-1', { restore: restore({ shard: 2, shards: 5 }) })).reason).toContain('as shard 2 of 5 and is shard 2 of 3');
  });
});

test('whatever an agent sees: no deployment that is to be restored is claimed, led or called restored without the whole backup', () => {
  const seeded = fc.option(fc.record({
    backup: fc.constantFrom(BACKUP, 'older'), shard: fc.constantFrom(1, 2), shards: fc.constantFrom(1, 3), keys: fc.constantFrom(undefined, 0, 10),
  }), { nil: undefined });
  const redis = fc.record({
    role: fc.constantFrom('primary' as const, 'replica' as const), nobody: fc.boolean(), loading: fc.boolean(), keys: fc.constantFrom(0, 4, 10),
    loadedKeys: fc.constantFrom(undefined, 0, 10), goodReplicas: fc.nat(2),
  });
  const any = fc.record({
    seeded, redis, restored: fc.constantFrom(undefined, 'older', BACKUP), named: fc.constantFrom(undefined, 'node-1'), grace: fc.boolean(),
    kind: fc.nat(2),
  });
  fc.assert(fc.property(any, ({ seeded: has, redis: state, restored, named, grace, kind }) => {
    const more: Partial<Situation> = {
      memory: formingMemory(DEPLOYMENT, restored), restore: { backup: BACKUP, ...(has ? { seeded: has } : {}) },
      startedAt: grace ? 0 : 999_000,
    };
    const base = kind === 2 ? first('shard-1-1', { ...more, cluster: facts('shard-1-1', {}, { myId: idOf('shard-1-1') }) })
      : leader(kinds[kind]!, { ...more, view: view(named, 0) });
    const desired = decide({ ...base, redis: nobody(state) });
    const passed = restored === BACKUP;
    const leads = desired.claim !== undefined || desired.claimRole === true || desired.role !== undefined
      || (desired.cluster ?? []).length > 0;
    // Without a marker no majority has named anybody in replication.
    const relevant = !(kind === 1 && named !== undefined);
    const whole = has?.backup === BACKUP && has.shard === 1 && has.shards === (kind === 2 ? 3 : 1)
      && (has.keys === undefined || has.keys === (state.loadedKeys ?? state.keys));
    const says = desired.remember?.restored === BACKUP && !passed;
    return (!relevant || passed || !leads) && (!says || whole) && desired.writable !== true;
  }), { numRuns: 1000 });
});
