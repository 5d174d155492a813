import { notYet, predecessorStopped } from '../../../../lib/agent/replication/succession';
import { FENCE } from '../../../../lib/config';
import { linked, memory, nobody, peer, primary, settings } from '../situations';
import { leader, named, replication } from './situations';

/** node-1 is named at epoch 4; node-2 was primary at 3. */
const view = named('node-1', 4);
const stopped = (over: Parameters<typeof leader>[1]): boolean =>
  predecessorStopped(replication({ view, peers: { 'node-2': leader(3, { viewEpoch: 4, ...over }) } }));

describe('whether the primary before takes no writes any longer', () => {
  test('its agent knows of the change and says fenced, gone, or a replica', () => {
    expect(stopped({ redis: primary({ minReplicas: FENCE }) })).toBe(true);
    expect(stopped({ redis: undefined, died: { processId: 1, at: 1 } })).toBe(true);
    expect(stopped({ redis: nobody() })).toBe(true);
  });

  test('an open one is not, nor one that is silent to its own agent', () => {
    expect(stopped({ redis: primary() })).toBe(false);
    expect(stopped({ redis: undefined })).toBe(false);
  });

  test('an agent that had not heard of the change says nothing', () => {
    expect(stopped({ redis: primary({ minReplicas: FENCE }), viewEpoch: 3 })).toBe(false);
    expect(stopped({ redis: primary({ minReplicas: FENCE }), viewEpoch: undefined })).toBe(false);
  });

  test('one that never opened in its own epoch says nothing about the one before it', () => {
    expect(stopped({ redis: nobody(), memory: memory({ epoch: 2, role: 'replica' }) })).toBe(false);
  });

  test('unreachable: only when it must have fenced itself', () => {
    const since = (ms: number): boolean => predecessorStopped(replication({ view: named('node-1', 4, { knownSince: 1_000_000 - ms }) }));
    const limit = (settings.fenceAfterSeconds + 2) * 1000;
    expect([since(limit - 1), since(limit + 1)]).toEqual([false, true]);
  });

  test('nobody was before, or whoever made the change has seen it', () => {
    expect(predecessorStopped(replication({ view: named('node-1', 1, { previous: undefined }) }))).toBe(true);
    expect(predecessorStopped(replication({ view: named('node-1', 4, { released: true }) }))).toBe(true);
    expect(predecessorStopped(replication({ view: named(undefined) }))).toBe(false);
  });
});

describe('why a named node waits', () => {
  const here = { view, redis: linked('node-2') };

  test('its volume is older than what others hold of that very epoch', () => {
    expect(notYet(replication({ view, peers: { 'node-3': peer({ memory: memory({ epoch: 4 }) }) } }))).toContain('redis-ha failover');
    expect(notYet(replication({ view, peers: { 'node-3': peer() } }))).toBe('');
    expect(notYet(replication({ view, memory: memory({ epoch: 4, role: 'primary' }), peers: { 'node-3': peer({ memory: memory({ epoch: 4 }) }) } }))).toBe('');
  });

  test('an agent that has just begun has not heard the others', () => {
    expect(notYet(replication({ view, startedAt: 999_500 }))).not.toBe('');
  });

  test('linked to the primary before: until that has stopped and everything has arrived', () => {
    expect(notYet(replication({ ...here, peers: { 'node-2': leader(3, { redis: primary() }) } }))).toContain('not stopped');
    const fenced = { viewEpoch: 4, redis: primary({ minReplicas: FENCE, offset: 230 }) };
    expect(notYet(replication({ ...here, peers: { 'node-2': leader(3, fenced) } }))).toContain('receiving');
    expect(notYet(replication({ ...here, redis: linked('node-2', { offset: 230 }), peers: { 'node-2': leader(3, fenced) } }))).toBe('');
    expect(notYet(replication({ ...here, redis: linked('node-2', { linkUp: false }), peers: {} }))).toBe('');
  });

  test('the engine hands over, for as long as that can take', () => {
    const handing = (since: number): string => notYet(replication({ ...here, view: named('node-1', 4, { handing: true, released: true, knownSince: since }) }));
    expect([handing(999_500) === '', handing(997_000) === '']).toEqual([false, true]);
  });
});
