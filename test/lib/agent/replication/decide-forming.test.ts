import { decideForming } from '../../../../lib/agent/replication/decide-forming';
import { formingMemory } from '../../../../lib/agent/memory';
import type { Desired } from '../../../../lib/agent/desired';
import type { PeerState, Situation } from '../../../../lib/agent/situation';
import { DEPLOYMENT, linked, memory, nobody, peer, primary } from '../situations';
import { leader, named, replication } from './situations';

const FORMING = formingMemory(DEPLOYMENT);
const becomesPrimary = { become: 'primary' };
const none = named(undefined);
/** The store answers that nobody is named. */
const unclaimed = { ...none, reachable: 1 };

/** node-1, the bootstrap node, within its start grace, before anybody is named. */
const decided = (over: Partial<Situation> = {}): Desired => decideForming(replication({
  memory: FORMING, marker: undefined, view: none, startedAt: 999_000, redis: primary({ goodReplicas: 0 }), ...over,
}), FORMING);
const HEARD = { 'node-2': '', 'node-3': '' };
const late = { startedAt: 0 };

describe('R4: before the marker', () => {
  test('nothing without a Redis that is up', () => {
    for (const redis of [undefined, nobody({ loading: true })]) {
      expect(decided({ redis })).toEqual({ phase: 'forming', reason: 'Redis is not up yet' });
    }
  });

  test('it does not lead before it has heard every other node, or the start grace is over: data may be on one of them', () => {
    const one = decided({ redis: nobody(), heard: { 'node-2': '' } });
    expect(one).toMatchObject({ phase: 'forming', reason: 'waiting for node-3 before it leads', writable: false });
    expect(one.role).toBeUndefined();
    expect(decided({ redis: nobody(), ...late })).toMatchObject({ role: becomesPrimary, writable: false });
  });

  test('the bootstrap node leads behind its fence and claims nothing', () => {
    const desired = decided({ redis: nobody(), heard: HEARD });
    expect(desired).toMatchObject({ phase: 'forming', role: becomesPrimary, writable: false });
    expect(desired.claim).toBeUndefined();
  });

  test('the deployment is claimed when all replicas are linked, after the grace when enough are', () => {
    const good = (goodReplicas: number): Partial<Situation> => ({ redis: primary({ goodReplicas }) });
    expect(decided(good(2))).toMatchObject({ claim: DEPLOYMENT, writable: false });
    expect(decided(good(1))).toMatchObject({ reason: 'waiting for replicas: 1 of 2 are linked', writable: false });
    expect(decided(good(1)).claim).toBeUndefined();
    expect(decided({ ...good(1), ...late }).claim).toBe(DEPLOYMENT);
    expect(decided({ ...good(0), ...late }).claim).toBeUndefined();
    const { settings } = replication();
    expect(decided({ ...good(1), ...late, settings: { ...settings, minReplicasToWrite: 2 } }).claim).toBeUndefined();
  });

  test('the others follow it, and begin anew when it has', () => {
    const follower = { node: 'node-2', redis: nobody() };
    expect(decided(follower)).toEqual({ phase: 'forming', reason: 'joining node-1', role: { follow: 'node-1' } });
    const anew = { ...follower, peers: { 'node-1': peer({ memory: formingMemory('another') }) } };
    expect(decided(anew).remember).toEqual(formingMemory('another'));
    expect(decided({ ...anew, marker: { deploymentId: DEPLOYMENT, createdAt: '' } }).remember).toBeUndefined();
  });
});

describe('R4: with the marker, before the role marker', () => {
  const marked = { marker: { deploymentId: DEPLOYMENT, createdAt: '' } };

  test('the bootstrap node names itself only when the store says that nobody is named', () => {
    expect(decided({ ...marked, view: unclaimed })).toMatchObject({ claimRole: true, writable: false });
    const unread = decided(marked);
    expect(unread).toMatchObject({ reason: 'the role marker cannot be read', writable: false });
    expect(unread.claimRole).toBeUndefined();
  });

  test('not before it is primary', () => {
    expect(decided({ ...marked, view: unclaimed, redis: nobody() }).claimRole).toBeUndefined();
  });
});

describe('R4: the first primary is named', () => {
  const first = { view: named('node-1', 1, { previous: undefined }) };
  const known = (count: number): Partial<Situation> =>
    ({ peers: Object.fromEntries(['node-2', 'node-3'].map((name, index): [string, PeerState] => [name, peer({ memory: index < count ? memory() : FORMING })])) });

  test('it stays fenced until its replicas know that they may be named, after the grace until enough do', () => {
    const waits = decided({ ...first, ...known(1) });
    expect(waits).toMatchObject({ phase: 'forming', writable: false, reason: 'formed; 1 of 2 replicas may be named' });
    expect(waits.remember).toBeUndefined();
    expect(decided({ ...first, ...known(0), ...late }).remember).toBeUndefined();
    for (const over of [known(2), { ...known(1), ...late }]) {
      expect(decided({ ...first, ...over, redis: primary({ replicationId: 's', offset: 9, keys: 0 }) })).toMatchObject({
        phase: 'serving', remember: { deploymentId: DEPLOYMENT, state: 'initialised', role: 'primary', epoch: 1, replicationId: 's', offset: 9, keys: 0, lastGoodAt: 999_900 },
      });
    }
  });

  test('after a crash it becomes primary again, behind its fence', () => {
    const desired = decided({ ...first, redis: nobody() });
    expect(desired).toMatchObject({ role: becomesPrimary, writable: false });
    expect(desired.remember).toBeUndefined();
  });

  test('not where others hold data of that epoch already', () => {
    const desired = decided({ view: named('node-1', 3), redis: nobody(), peers: { 'node-2': leader(3) } });
    expect(desired).toMatchObject({ phase: 'waiting', writable: false, reason: expect.stringContaining('redis-ha failover') as string });
    expect(desired.role).toBeUndefined();
  });

  test('a replica remembers once it has all of that node\'s data, at the epoch that one holds', () => {
    const view = named('node-2', 1, { previous: undefined });
    const copied = { view, redis: linked('node-2') };
    expect(decided({ ...copied, peers: { 'node-2': leader(1) } })).toMatchObject({
      phase: 'serving', remember: { state: 'initialised', role: 'replica', epoch: 1, offset: 200, lastGoodAt: 1_000_000 },
    });
    expect(decided({ ...copied, peers: { 'node-2': peer({ memory: FORMING }) } }).remember?.epoch).toBe(0);
    for (const redis of [linked('node-2', { copying: true }), linked('node-2', { linkUp: false }), linked('node-3'), primary()]) {
      expect(decided({ view, redis })).toEqual({ phase: 'forming', reason: 'linking to node-2', role: { follow: 'node-2' }, writable: false });
    }
  });
});
