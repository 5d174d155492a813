import { decide } from '../../../../lib/agent/decide';
import { linked, memory, nobody, peer, primary, settings, situation, view } from '../situations';

test('a server that does not answer, or loads, is left alone', () => {
  for (const redis of [undefined, nobody({ loading: true })]) {
    const desired = decide(situation({ redis, view: view('node-1') }));
    expect(desired).toMatchObject({ phase: 'waiting' });
    expect([desired.role, desired.eligible, desired.writable]).toEqual([undefined, undefined, undefined]);
  }
});

test('R2: a majority that knows less than this node moves it nowhere, whoever it names', () => {
  for (const named of ['node-1', 'node-2']) {
    expect(decide(situation({ view: view(named, 2), peers: { 'node-2': peer(), 'node-3': peer() } })).role).toBeUndefined();
  }
});

test('R1, R7: a hanging primary is killed once nobody has named it for as long as the fence allows', () => {
  const since = (ms: number): number => 1_000_000 - settings.fenceAfterSeconds * 1000 - ms;
  const hung = { memory: memory({ role: 'primary' }), redis: undefined, view: view(undefined) };
  expect(decide(situation({ ...hung, namedAt: since(1), unresponsive: { processId: 4, since: since(1) } }))).toMatchObject({
    killRedis: true, remember: { abdicating: true },
  });
  for (const [named, silent] of [[1, -9], [-9, 1]] as const) {
    const recent = { ...hung, namedAt: since(named), unresponsive: { processId: 4, since: since(silent) } };
    expect(decide(situation(recent)).killRedis).toBeUndefined();
  }
  // No process, nothing to kill.
  expect(decide(situation({ ...hung, namedAt: 1 })).killRedis).toBeUndefined();
});

test('R2: promoted by Sentinel without a majority in sight it does not open', () => {
  expect(decide(situation({ redis: primary(), view: view(undefined) }))).toMatchObject({ writable: false });
});

test('R3: one that restarted remembers that it abdicated even when it sees nobody', () => {
  const died = memory({ role: 'primary' });
  expect(decide(situation({ memory: died, view: view(undefined) })).remember)
    .toMatchObject({ abdicating: true, epoch: 3, offset: 100 });
  expect(decide(situation({ memory: { ...died, abdicating: true }, view: view(undefined) })).remember).toBeUndefined();
});

test('R3: a linked replica has abdicated no longer', () => {
  expect(decide(situation({ memory: memory({ role: 'primary', abdicating: true }), redis: linked('node-2') })).remember)
    .toMatchObject({ abdicating: false, role: 'replica', epoch: 3, offset: 200 });
});

test('a stopping replica may not be chosen any more', () => {
  expect(decide(situation({ redis: linked('node-2'), stopping: true })).eligible).toBe(false);
});

describe('R5: what came over a link is remembered also when no Sentinel is in sight', () => {
  const blind = { view: view(undefined), peers: { 'node-2': peer({ memory: memory({ role: 'primary', epoch: 5 }) }) } };

  test('as of the epoch of the primary it came from', () => {
    expect(decide(situation({ ...blind, redis: linked('node-2', { offset: 900, keys: 77 }) })).remember)
      .toMatchObject({ offset: 900, keys: 77, epoch: 5, role: 'replica' });
    // So a former primary that missed its successor's election does not claim its old epoch any longer.
    expect(decide(situation({ ...blind, memory: memory({ role: 'primary', abdicating: true }), redis: linked('node-2') })).remember)
      .toMatchObject({ epoch: 5, role: 'replica', abdicating: false });
  });

  test('not while it copies, nor from one that is no primary or of an older epoch', () => {
    for (const redis of [linked('node-2', { linkUp: false }), linked('node-2', { copying: true }), linked('node-3'), nobody()]) {
      expect(decide(situation({ ...blind, redis })).remember).toBeUndefined();
    }
    for (const other of [memory({ epoch: 5 }), memory({ role: 'primary', epoch: 2 })]) {
      expect(decide(situation({ ...blind, redis: linked('node-2'), peers: { 'node-2': peer({ memory: other }) } })).remember).toBeUndefined();
    }
  });
});

test('R2: one that Sentinel is just promoting is not taken back by its own agent, which missed an epoch', () => {
  const promoted = { redis: primary(), view: view('node-2', 4, { failoverInProgress: true }) };
  expect(decide(situation(promoted)).role).toBeUndefined();
  expect(decide(situation(promoted)).writable).toBe(false);
  // One that was primary before is what Sentinel fails over from.
  expect(decide(situation({ ...promoted, memory: memory({ role: 'primary' }) })).role).toEqual({ follow: 'node-2' });
});

test('R5: named while it is a replica it may not be waited for: Sentinel promotes others than the one it names', () => {
  const peers = { 'node-2': peer({ memory: memory({ role: 'primary' }) }), 'node-3': peer() };
  expect(decide(situation({ redis: linked('node-2', { linkUp: false }), view: view('node-1'), peers }))).toMatchObject({ eligible: false });
});

test('a copy under way makes nobody eligible', () => {
  expect(decide(situation({ redis: linked('node-2', { copying: true, linkUp: false }) }))).toMatchObject({ eligible: false });
});

describe('R5: an operator\'s order', () => {
  const order = { id: 'x', primary: 'node-1', epoch: 7, issuedAt: '', by: 'operator' };
  const both = { 'node-2': peer({ redis: linked('node-1', { linkUp: false }) }), 'node-3': peer() };

  test('makes that node primary at its epoch, whatever others could be', () => {
    expect(decide(situation({ order, view: view('node-1', 7), peers: both })).role).toEqual({ become: 'primary' });
    expect(decide(situation({ order, view: view('node-1', 8), peers: both })).role).toBeUndefined();
  });

  test('R3: is no licence for good: a primary by order that dies returns as a replica like any other', () => {
    const died = memory({ role: 'primary', epoch: 7, offset: 500 });
    const desired = decide(situation({ order, memory: died, view: view('node-1', 7), peers: both }));
    expect(desired.role).toBeUndefined();
    expect(desired.remember).toMatchObject({ abdicating: true });
  });

  test('R5: whoever follows the one that is about to begin is at its epoch sooner, and does not begin in its place', () => {
    const following = { memory: memory({ epoch: 7, offset: 900 }), redis: linked('node-2', { linkUp: false, offset: 900 }) };
    const begins = (epoch: number, redis = linked('node-3', { linkUp: false, priority: 0 })): ReturnType<typeof decide> => decide(situation({
      ...following, order: { ...order, primary: 'node-2' }, view: view('node-2', 7),
      peers: { 'node-2': peer({ redis, memory: memory({ epoch, offset: 900 }) }), 'node-3': peer({ memory: memory({ epoch: 7 }) }) },
    }));
    expect(begins(3).askFailover).toBeUndefined();
    expect(begins(7).askFailover).toBe(true);
  });

  test('R5: does not keep everybody waiting for one that is gone', () => {
    const gone = { order: { ...order, primary: 'node-2' }, view: view('node-2', 7, { majorityDown: true }), outageSince: 1 };
    for (const epoch of [3, 7]) {
      expect(decide(situation({ ...gone, memory: memory({ epoch, offset: 900 }), peers: { 'node-3': peer({ memory: memory({ epoch }) }) } })))
        .toMatchObject({ askFailover: true, eligible: true });
    }
  });
});

describe('a replica that has fallen behind is not promoted over what it lacks', () => {
  const behind = linked('node-2', { staleSeconds: settings.minReplicasMaxLagSeconds + 1 });
  const alive = { 'node-2': peer({ redis: primary() }) };

  test('its primary lives: withdrawn', () => {
    expect(decide(situation({ redis: behind, peers: alive }))).toMatchObject({ eligible: false, phase: 'waiting' });
    expect(decide(situation({ redis: { ...behind, linkUp: false }, peers: alive })).eligible).toBe(false);
  });

  test('its primary died, or may have: still a candidate', () => {
    expect(decide(situation({ redis: { ...behind, linkUp: false }, peers: {} })).eligible).not.toBe(false);
    const down = view('node-2', 3, { majorityDown: true });
    expect(decide(situation({ redis: { ...behind, linkUp: false }, view: down, peers: alive })).eligible).not.toBe(false);
  });
});
