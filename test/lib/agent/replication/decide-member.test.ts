import { decideMember } from '../../../../lib/agent/replication/decide-member';
import type { Desired } from '../../../../lib/agent/desired';
import type { Memory } from '../../../../lib/agent/memory';
import type { Situation } from '../../../../lib/agent/situation';
import { FENCE } from '../../../../lib/config';
import { linked, memory, nobody, peer, primary } from '../situations';
import { leader, named, replication } from './situations';

const decided = (over: Partial<Situation>, remembers: Partial<Memory> = {}): Desired => {
  const known = memory(remembers);
  return decideMember(replication({ memory: known, ...over }), known);
};
const led = { role: 'primary' as const };
const { settings } = replication();
const limit = settings.fenceAfterSeconds * 1000;

describe('without a Redis that answers', () => {
  const hung = { redis: undefined, unresponsive: { processId: 42, since: 1 } };

  test('it waits, and waits while the data set is read', () => {
    expect(decided({ redis: undefined })).toEqual({ phase: 'waiting', reason: 'Redis does not answer' });
    expect(decided({ redis: primary({ loading: true }) }, led)).toEqual({ phase: 'waiting', reason: 'loading its data set' });
  });

  test('R1: killed is only one that was primary, hangs, and was replaced at a later epoch', () => {
    expect(decided({ ...hung, view: named('node-2', 4) }, led).killRedis).toBe(true);
    expect(decided({ ...hung, view: named('node-2', 3) }, led).killRedis).toBeUndefined();
    expect(decided({ redis: undefined, view: named('node-2', 4) }, led).killRedis).toBeUndefined();
    expect(decided({ ...hung, view: named('node-2', 4) }).killRedis).toBeUndefined();
  });

  test('R7: or that hangs as long as nobody has confirmed it', () => {
    const unseen = { view: named(undefined), namedAt: 1_000_000 - limit - 1 };
    const since = (at: number): Partial<Situation> => ({ ...unseen, ...hung, unresponsive: { processId: 42, since: at } });
    expect(decided(since(1_000_000 - limit - 1), led).killRedis).toBe(true);
    expect(decided(since(1_000_000 - limit), led).killRedis).toBeUndefined();
    expect(decided({ ...since(1), namedAt: 1_000_000 - limit }, led).killRedis).toBeUndefined();
    expect(decided({ ...since(1), view: named('node-1') }, led).killRedis).toBeUndefined();
  });
});

describe('a primary', () => {
  const redis = primary();

  test('that is named at its epoch serves, writes, and remembers when it was last named', () => {
    expect(decided({ redis, view: named('node-1') }, led)).toMatchObject({
      phase: 'serving', writable: true, remember: { epoch: 3, role: 'primary', offset: 200, lastGoodAt: 999_900, abdicating: false },
    });
  });

  test('whose fence a handover owns, or whoever is about to name another, is not opened', () => {
    expect(decided({ redis, view: named('node-1'), handingOver: true }, led).writable).toBeUndefined();
    expect(decided({ redis, view: { ...named('node-1'), failoverInProgress: true } }, led).writable).toBeUndefined();
  });

  test('R7: that is cut off is fenced after its time, also while it hands over', () => {
    const cut = { redis, view: named(undefined) };
    const kept = decided({ ...cut, namedAt: 1_000_000 - limit }, led);
    expect(kept).toMatchObject({ phase: 'serving' });
    expect(kept.writable).toBeUndefined();
    for (const handingOver of [false, true]) {
      expect(decided({ ...cut, handingOver, namedAt: 1_000_000 - limit - 1 }, led)).toMatchObject({ phase: 'waiting', writable: false });
    }
    // One that never led has no such time.
    expect(decided({ ...cut, namedAt: 1_000_000 }).writable).toBe(false);
  });

  test('that knows a later epoch than the role marker waits behind its fence', () => {
    expect(decided({ redis, view: named('node-1', 2) }, led)).toEqual({
      phase: 'waiting', reason: 'the role marker is at epoch 2, this node knows 3', writable: false,
    });
  });

  test('that was replaced follows once the other leads or is silent, not while that one may still be copying from here', () => {
    const replaced = { redis, view: named('node-2', 4) };
    for (const peers of [{ 'node-2': peer({ redis: primary() }) }, {}] as Situation['peers'][]) {
      expect(decided({ ...replaced, peers }, led)).toMatchObject({ role: { follow: 'node-2' }, writable: false });
    }
    const waits = decided({ ...replaced, peers: { 'node-2': peer({ redis: linked('node-1') }) } }, led);
    expect(waits.writable).toBe(false);
    expect(waits.role).toBeUndefined();
  });

  test('R2: newly named it opens when the one before is known to have stopped', () => {
    const fenced = { redis: primary({ minReplicas: FENCE }) };
    const waits = decided({ ...fenced, view: named('node-1', 4) });
    expect(waits).toMatchObject({ phase: 'waiting', writable: false, reason: expect.stringContaining('node-2 is known to have stopped') as string });
    expect(waits.remember).toBeUndefined();
    expect(decided({ ...fenced, view: named('node-1', 4, { released: true }) })).toMatchObject({ writable: true, remember: { epoch: 4, role: 'primary' } });
  });
});

describe('a replica', () => {
  test('follows whoever is named, and says why it does not serve', () => {
    const elsewhere = decided({ redis: linked('node-3') });
    expect(elsewhere).toEqual({ phase: 'waiting', reason: 'linking to node-2', role: { follow: 'node-2' } });
    const cut = decided({ redis: linked('node-2', { linkUp: false }) });
    expect(cut).toEqual({ phase: 'waiting', reason: 'linking to node-2' });
    expect(decided({ redis: linked('node-2', { copying: true }) })).toEqual({ phase: 'waiting', reason: 'copying from node-2' });
    expect(decided({ redis: linked('node-2') }).phase).toBe('serving');
  });

  test('serves no data that is staler than the plan allows', () => {
    const most = settings.minReplicasMaxLagSeconds;
    expect(decided({ redis: linked('node-2', { staleSeconds: most }) }).phase).toBe('serving');
    expect(decided({ redis: linked('node-2', { staleSeconds: most + 1 }) })).toMatchObject({ phase: 'waiting', reason: expect.stringContaining('silent') as string });
  });

  test('changes nothing while nobody is named, or an older epoch is', () => {
    for (const view of [named(undefined), named('node-2', 2), named('node-1', 2)]) {
      const desired = decided({ redis: linked('node-3'), view });
      expect([desired.phase, desired.role, desired.writable]).toEqual(['waiting', undefined, undefined]);
    }
  });

  test('what it received counts at the epoch of its source, not at an older one nor from a broken link', () => {
    const from = (epoch: number, redis = linked('node-2')): Desired => decided({ redis, view: named('node-2', 5), peers: { 'node-2': leader(epoch) } });
    expect(from(4).remember).toMatchObject({ epoch: 4, role: 'replica', offset: 200 });
    expect(from(2).remember).toBeUndefined();
    expect(from(4, linked('node-2', { linkUp: false })).remember).toBeUndefined();
    expect(from(4, linked('node-2', { copying: true })).remember).toBeUndefined();
  });

  test('a node that led at that epoch does not become a replica of the same by copying', () => {
    const own = { redis: linked('node-2'), view: named('node-2', 4), peers: { 'node-2': leader(3) } };
    expect(decided(own, led).remember).toBeUndefined();
    expect(decided(own).remember).toMatchObject({ epoch: 3, role: 'replica' });
  });
});

describe('R2: a replica that is named', () => {
  const release = (over: Partial<Situation> = {}): Desired => decided({ redis: nobody(), view: named('node-1', 4, { released: true }), ...over });

  test('becomes primary and opens when the one before has stopped', () => {
    expect(release()).toMatchObject({ phase: 'serving', role: { become: 'primary' }, writable: true, remember: { epoch: 4, role: 'primary' } });
    const closed = release({ view: named('node-1', 4) });
    expect(closed).toMatchObject({ phase: 'waiting', role: { become: 'primary' }, writable: false });
    expect(closed.remember).toBeUndefined();
  });

  test('stays fenced while somebody is about to name another', () => {
    const view = { ...named('node-1', 4, { released: true }), failoverInProgress: true };
    expect(release({ view })).toMatchObject({ role: { become: 'primary' }, writable: false });
  });

  test('goes on at its own epoch whatever became of the one before', () => {
    expect(decided({ redis: nobody(), view: named('node-1') }, led)).toMatchObject({ phase: 'serving', writable: true });
  });

  test('does not while it is receiving, or others hold what it lacks', () => {
    const receiving = release({ redis: linked('node-2'), view: named('node-1', 4) });
    expect(receiving).toEqual({ phase: 'waiting', reason: 'named primary: node-2 has not stopped writes yet' });
    const lacks = release({ peers: { 'node-3': peer({ memory: memory({ epoch: 4 }) }) } });
    expect(lacks.role).toBeUndefined();
    expect(lacks.reason).toContain('run `redis-ha failover`');
  });
});
