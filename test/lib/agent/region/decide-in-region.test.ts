import { decide } from '../../../../lib/agent/decide';
import { Standing } from '../../../../lib/agent/region/standing';
import { formingMemory } from '../../../../lib/agent/memory';
import { TopologyKind } from '../../../../lib/model';
import { linked, memory, nobody, peer, primary, situation, view } from '../situations';
import { FIRST, leading, MOVING, PROMOTED, region, standby, upstream } from './region-situations';

const unproven = region({ mayWrite: false, reason: 'nobody has confirmed it' });

test('R14: with right and proof everything is as without regions', () => {
  expect(decide(leading())).toEqual(decide({ ...leading(), region: undefined }));
  expect(decide(leading())).toMatchObject({ phase: 'serving', writable: true });
});

test('R14: without proof a primary stops writes, and remembers what it is', () => {
  const desired = decide(leading({ region: unproven }));
  expect(desired).toMatchObject({ phase: 'waiting', writable: false, reason: 'nobody has confirmed it', remember: { role: 'primary' } });
  expect(desired.role).toBeUndefined();
});

test('R14: the fence goes before a handover that owns the other fence, and before a failover', () => {
  expect(decide(leading({ handingOver: true }))).not.toHaveProperty('writable');
  expect(decide(leading({ region: unproven, handingOver: true })).writable).toBe(false);
  expect(decide(leading({ region: unproven, view: { ...leading().view, failoverInProgress: true } })).writable).toBe(false);
});

test('R14: a deployment that moves takes no writes at once', () => {
  expect(decide(leading({ region: region({ record: MOVING, mayWrite: false, reason: 'moving' }) }))).toMatchObject({ writable: false, reason: 'moving' });
});

test('R14: replicas are closed, too, so that whoever is promoted begins closed', () => {
  const replica = leading({ node: 'node-2', redis: linked('node-1'), memory: memory(), region: unproven });
  expect(decide(replica)).toMatchObject({ phase: 'serving', writable: false, eligible: true });
});

test('R14: an agent that has just begun leaves a primary as it finds it, and stops it when nobody answers', () => {
  const asking = decide(leading({ region: region({ standing: Standing.ASKING, mayWrite: false }) }));
  expect([asking.phase, asking.writable, asking.role]).toEqual(['waiting', undefined, undefined]);
  expect(decide(leading({ region: region({ standing: Standing.UNKNOWN,
    mayWrite: false }) }))).toMatchObject({ writable: false, eligible: false });
});

test('R14: nobody becomes primary before it knows the record, whatever Sentinels say', () => {
  const named = situation({ memory: memory({ role: 'primary' }), redis: nobody(), view: view('node-1'), region: region({ standing: Standing.UNKNOWN, mayWrite: false }) });
  expect(decide(named)).not.toHaveProperty('role');
  expect(decide(named)).not.toHaveProperty('askFailover');
});

describe('R14: before there is a record', () => {
  const undeclared = region({ standing: Standing.UNDECLARED, record: undefined, mayWrite: false });

  test('whoever forms the deployment declares it, closed', () => {
    const forming = situation({ memory: formingMemory('new'), marker: undefined, redis: primary(), view: view('node-1'), region: undeclared });
    expect(decide(forming)).toMatchObject({ declareRegion: true, writable: false });
    expect(decide({ ...forming, node: 'node-2', redis: nobody() })).not.toHaveProperty('declareRegion');
  });

  test('a deployment that had one region until now is declared by who leads it', () => {
    expect(decide(leading({ region: undeclared }))).toMatchObject({ declareRegion: true, writable: false });
  });

  test('an agent that has just begun first listens for the other region: the witness may have been emptied', () => {
    const began = leading({ region: undeclared, startedAt: leading().now - 2900 });
    expect(decide(began)).not.toHaveProperty('declareRegion');
    expect(decide({ ...began, startedAt: began.now - 3000 }).declareRegion).toBe(true);
    const all = Object.fromEntries(began.remoteNodes!.map((name) => [name, peer()]));
    expect(decide({ ...began, remote: all }).declareRegion).toBe(true);
  });

  test('the other region waits, and declares nothing', () => {
    const there = decide(standby({ region: region({ own: 'region-2', standing: Standing.UNDECLARED, record: undefined, mayWrite: false }), remote: {} }));
    expect(there).toMatchObject({ phase: 'waiting', writable: false });
    expect(there).not.toHaveProperty('declareRegion');
  });
});

describe('R14: a region that becomes the active one', () => {
  const active = region({ own: 'region-2', record: PROMOTED });
  const promoted = standby({
    region: active, memory: memory({ epoch: 5 }), redis: linked('node-1', { priority: 0 }), marker: { deploymentId: 'deployment-1', createdAt: '' },
    peers: { 'r2-node-2': peer({ redis: linked('r2-node-1') }), 'r2-node-3': peer({ redis: linked('r2-node-1') }) },
  });

  test('Sentinels begin with the primary and at the epoch of the record', () => {
    expect(decide({ ...promoted, sentinelFile: undefined }).startSentinel).toEqual({ primary: 'r2-node-1', configEpoch: 20, currentEpoch: 20 });
    expect(decide({ ...promoted, sentinelFile: { configEpoch: 20, currentEpoch: 20 } }).startSentinel).toBeUndefined();
  });

  test('the named node leads once a majority of them says so, at that epoch; not by the record alone', () => {
    expect(decide(promoted)).not.toHaveProperty('role');
    const named = { ...promoted, view: view('r2-node-1', 20) };
    expect(decide(named)).toMatchObject({ role: { become: 'primary' } });
    expect(decide({ ...named, redis: primary() })).toMatchObject({ phase: 'serving', writable: true, remember: { role: 'primary', epoch: 20 } });
  });

  test('a role marker is brought to what the record says, and only up', () => {
    const replication = { ...promoted, topology: TopologyKind.REPLICATION, view: view(undefined, 0, { configured: 1,
      reachable: 1 }) };
    expect(decide(replication).nameRole).toEqual({ primary: 'r2-node-1', epoch: 20 });
    expect(decide({ ...replication, view: view('r2-node-3', 5, { configured: 1, reachable: 1 }) }).nameRole).toEqual({ primary: 'r2-node-1', epoch: 20 });
    expect(decide({ ...replication, view: view('r2-node-3', 21, { configured: 1, reachable: 1 }) }).nameRole).toBeUndefined();
    expect(decide({ ...replication, view: view(undefined, 0, { configured: 1, reachable: 0 }) }).nameRole).toBeUndefined();
  });

  test('without any data it does not begin empty', () => {
    const empty = { ...promoted, memory: undefined, marker: undefined, redis: nobody({ keys: 0 }), peers: {} };
    expect(decide(empty)).toMatchObject({ phase: 'refusing', reason: expect.stringContaining('refusing to begin empty') });
    expect(decide({ ...empty, region: region({ own: 'region-2', record: { ...PROMOTED, primaries: undefined } }) }).phase).toBe('forming');
  });
});

test('R14: an active region that finds itself replaced steps down, ends its Sentinel, and says whose stream it follows', () => {
  const replaced = leading({
    region: region({ standing: Standing.STANDBY, record: PROMOTED, mayWrite: false }),
    remote: { 'r2-node-1': upstream({ region: PROMOTED }) },
  });
  expect(decide(replaced)).toMatchObject({ writable: false, eligible: false, stopSentinel: true, role: { follow: 'r2-node-1' }, discards: 'r2-node-1' });
  expect(decide({ ...replaced, remote: { 'r2-node-1': upstream({ region: FIRST }) } }).role).toBeUndefined();
});
