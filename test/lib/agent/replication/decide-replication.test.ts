import { decide } from '../../../../lib/agent/decide';
import { FENCE } from '../../../../lib/config';
import { DEPLOYMENT, linked, memory, nobody, peer, primary } from '../situations';
import { leader, named, replication } from './situations';

const becomesPrimary = { become: 'primary' };

describe('R2: only the node that the role marker names leads', () => {
  test('a primary that crashed is named, has its data, and takes writes again', () => {
    expect(decide(replication({ memory: memory({ role: 'primary' }), view: named('node-1') })))
      .toMatchObject({ phase: 'serving', role: becomesPrimary, writable: true, remember: { role: 'primary', epoch: 3 } });
  });

  test('a replica does not, however dead the primary is', () => {
    const desired = decide(replication({ redis: linked('node-2', { linkUp: false }), startedAt: 0 }));
    expect(desired.role).toBeUndefined();
    expect(desired.phase).toBe('waiting');
  });

  test('nobody becomes anything while the role marker is not confirmed', () => {
    expect(decide(replication({ memory: memory({ role: 'primary' }), view: named(undefined) })).role).toBeUndefined();
  });

  test('a role marker older than what the node remembers names nobody', () => {
    expect(decide(replication({ view: named('node-1', 2) })).role).toBeUndefined();
    expect(decide(replication({ redis: primary(), memory: memory({ role: 'primary' }), view: named('node-1', 2) })).writable).toBe(false);
  });

  test('a volume of another deployment is refused', () => {
    expect(decide(replication({ memory: memory({ deploymentId: 'other' }), view: named('node-1') }))).toMatchObject({ phase: 'refusing' });
  });
});

describe('an empty volume is never served', () => {
  const emptied = { memory: undefined, redis: nobody({ keys: 0 }) };

  test('of the named node: it refuses and says what to do', () => {
    const desired = decide(replication({ ...emptied, view: named('node-1'), peers: { 'node-2': peer(), 'node-3': peer() } }));
    expect(desired).toMatchObject({ phase: 'refusing', writable: false });
    expect(desired.role).toBeUndefined();
    expect(desired.reason).toContain('node-2, node-3 hold data: run `redis-ha failover`');
  });

  test('data that vanished from under its memory is no data set', () => {
    const desired = decide(replication({
      redis: nobody({ keys: 0 }), memory: memory({ role: 'primary' }), view: named('node-1'), peers: { 'node-2': peer() },
    }));
    expect(desired).toMatchObject({ phase: 'refusing', writable: false });
  });

  test('every volume: refuse, and name the backup', () => {
    const empty = peer({ memory: undefined, redis: nobody({ keys: 0 }) });
    const desired = decide(replication({ ...emptied, view: named('node-1'), peers: { 'node-2': empty, 'node-3': empty } }));
    expect(desired).toMatchObject({ phase: 'refusing', writable: false });
    expect(desired.reason).toContain('restore a backup');
  });

  test('of a replica: it copies, and holds data only of the epoch its source holds', () => {
    expect(decide(replication(emptied))).toMatchObject({ role: { follow: 'node-2' } });
    const copied = { ...emptied, redis: linked('node-2') };
    expect(decide(replication({ ...copied, peers: { 'node-2': leader(3) } })).remember).toMatchObject({ deploymentId: DEPLOYMENT, epoch: 3 });
    expect(decide(replication({ ...copied, view: named('node-2', 4), peers: { 'node-2': peer() } })).remember).toMatchObject({ epoch: 3 });
  });
});

describe('a change of the primary', () => {
  const old = { memory: memory({ role: 'primary' }), redis: primary() };

  test('the old one stops writes at once, and follows when the new one leads', () => {
    const view = named('node-2', 4, { previous: 'node-1' });
    const waits = decide(replication({ ...old, view, peers: { 'node-2': peer({ redis: linked('node-1') }) } }));
    expect(waits).toMatchObject({ writable: false });
    expect(waits.role).toBeUndefined();
    expect(decide(replication({ ...old, view, peers: { 'node-2': peer({ redis: primary() }) } })))
      .toMatchObject({ writable: false, role: { follow: 'node-2' } });
  });

  test('one that returns after a failover follows, with whatever it holds', () => {
    expect(decide(replication({ memory: memory({ role: 'primary' }), view: named('node-2', 4, { previous: 'node-1' }) })))
      .toMatchObject({ role: { follow: 'node-2' } });
  });

  test('the new one leads behind its fence and opens when the old one is known to have stopped', () => {
    const view = named('node-1', 4);
    expect(decide(replication({ view }))).toMatchObject({ role: becomesPrimary, writable: false });
    expect(decide(replication({ redis: primary({ minReplicas: FENCE }), view }))).toMatchObject({ writable: false, phase: 'waiting' });
    expect(decide(replication({ redis: primary({ minReplicas: FENCE }), view: named('node-1', 4, { released: true }) })))
      .toMatchObject({ writable: true, remember: { epoch: 4, role: 'primary' } });
  });

  test('one that hangs and was replaced is killed, so that it cannot wake as primary', () => {
    const hung = { memory: memory({ role: 'primary' }), redis: undefined, unresponsive: { processId: 42, since: 999_000 } };
    expect(decide(replication({ ...hung, view: named('node-2', 4) })).killRedis).toBe(true);
    expect(decide(replication({ ...hung, view: named('node-1') })).killRedis).toBeUndefined();
    expect(decide(replication({ ...hung, memory: memory(), view: named('node-2', 4) })).killRedis).toBeUndefined();
  });
});

describe('R7: fencing', () => {
  const { settings } = replication();
  const lone = { memory: memory({ role: 'primary', lastGoodAt: 1 }), redis: primary(), view: named(undefined) };
  const limit = settings.fenceAfterSeconds * 1000;

  test('a primary whose role marker nobody confirms stops writes after T', () => {
    expect(decide(replication({ ...lone, namedAt: 1_000_000 - limit - 1 })).writable).toBe(false);
    expect(decide(replication({ ...lone, namedAt: 1_000_000 - limit + 100 })).writable).toBeUndefined();
  });

  test('an agent that restarts goes on counting where it was', () => {
    const fresh = { ...lone, namedAt: 0, startedAt: 999_990 };
    expect(decide(replication({ ...fresh, memory: memory({ role: 'primary', lastGoodAt: 1_000_000 - limit - 1 }) })).writable).toBe(false);
    expect(decide(replication({ ...fresh, memory: memory({ role: 'primary', lastGoodAt: 999_800 }) })).writable).toBeUndefined();
  });

  test('it is not opened while somebody is about to name another, nor by a handover\'s agent', () => {
    const fenced = { memory: memory({ role: 'primary' }), redis: primary({ minReplicas: FENCE }) };
    expect(decide(replication({ ...fenced, view: { ...named('node-1'), failoverInProgress: true } })).writable).toBeUndefined();
    expect(decide(replication({ ...fenced, view: named('node-1'), handingOver: true })).writable).toBeUndefined();
    expect(decide(replication({ ...fenced, view: named('node-1') })).writable).toBe(true);
  });
});

describe('replicas', () => {
  test('what came over a link counts at the epoch its source holds', () => {
    const here = { redis: linked('node-2'), view: named('node-2', 4) };
    expect(decide(replication({ ...here, peers: { 'node-2': leader(4) } }))).toMatchObject({ phase: 'serving', remember: { epoch: 4, offset: 200 } });
    expect(decide(replication({ ...here, peers: { 'node-2': leader(3) } })).remember).toMatchObject({ epoch: 3 });
    expect(decide(replication({ ...here, peers: {} })).remember).toBeUndefined();
    const silent = { ...here, redis: linked('node-2', { staleSeconds: 3 }), peers: { 'node-2': leader(4) } };
    expect(decide(replication(silent)).remember?.lastGoodAt).toBe(997_000);
  });

  test('a cascaded one follows the node the plan gives it', () => {
    const upstream = peer({ redis: linked('node-2') });
    expect(decide(replication({ upstream: 'node-3', peers: { 'node-3': upstream } })).role).toEqual({ follow: 'node-3' });
    expect(decide(replication({ upstream: 'node-3', redis: linked('node-3'), peers: {} }))).toMatchObject({ phase: 'serving' });
  });
});
