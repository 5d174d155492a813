import { decide } from '../../../../lib/agent/decide';
import { DEPLOYMENT, linked, memory, nobody, peer, primary, settings, situation, view } from '../situations';

const becomesPrimary = { become: 'primary' };

describe('R2: a node becomes primary only when it knows', () => {
  test('a replica linked to the named primary stays one and may be promoted', () => {
    expect(decide(situation({ redis: linked('node-2') }))).toMatchObject({ phase: 'serving', eligible: true });
  });

  test('no Sentinel majority: nobody becomes anything', () => {
    const desired = decide(situation({ view: view(undefined), peers: { 'node-2': peer(), 'node-3': peer() } }));
    expect(desired).toMatchObject({ phase: 'waiting' });
    expect(desired.role).toBeUndefined();
    expect(desired.eligible).toBeUndefined();
  });

  test('named at an older epoch than it remembers: it waits', () => {
    const desired = decide(situation({ view: view('node-1', 2), peers: { 'node-2': peer(), 'node-3': peer() } }));
    expect(desired.role).toBeUndefined();
    expect(desired.reason).toContain('epoch 2');
  });

  test('named with an empty volume: it refuses', () => {
    expect(decide(situation({ memory: undefined, redis: nobody({ keys: 0 }), view: view('node-1') })))
      .toMatchObject({ writable: false, eligible: false });
  });

  test('data that vanished from under its memory is no data set', () => {
    const desired = decide(situation({
      redis: nobody({ keys: 0 }), view: view('node-1'), peers: { 'node-2': peer(), 'node-3': peer() },
    }));
    expect(desired.role).not.toEqual(becomesPrimary);
    expect(desired.reason).toContain('node-2');
  });

  test('a volume of another deployment is refused', () => {
    expect(decide(situation({ memory: memory({ deploymentId: 'other' }) }))).toMatchObject({ phase: 'refusing' });
  });

  test('promoted by Sentinel it takes writes only once a majority names it', () => {
    const promoted = primary({ minReplicas: 16384 });
    expect(decide(situation({ redis: promoted, view: view('node-2') })).writable).toBe(false);
    expect(decide(situation({ redis: promoted, view: view('node-1', 4) }))).toMatchObject({
      writable: true, remember: { epoch: 4, role: 'primary' },
    });
  });
});

describe('R3: abdication', () => {
  const died = memory({ role: 'primary', offset: 500 });

  test('a primary that died waits while another node with data may be promoted, even though Sentinels name it', () => {
    const desired = decide(situation({
      memory: died, view: view('node-1'), peers: { 'node-2': peer({ redis: linked('node-1', { linkUp: false }) }), 'node-3': peer() },
    }));
    expect(desired.role).toBeUndefined();
    expect(desired.remember).toMatchObject({ abdicating: true });
  });

  test('it follows whoever was made primary meanwhile', () => {
    expect(decide(situation({ memory: died, view: view('node-2', 4), peers: { 'node-2': peer({ redis: primary() }) } })).role)
      .toEqual({ follow: 'node-2' });
  });

  test('it resumes when every other node is proven older', () => {
    expect(decide(situation({ memory: died, view: view('node-1'), peers: { 'node-2': peer(), 'node-3': peer() } })).role)
      .toEqual(becomesPrimary);
  });

  test('a live primary that was replaced stops writes first and follows', () => {
    expect(decide(situation({ memory: died, redis: primary(), view: view('node-3', 4) })))
      .toMatchObject({ writable: false, eligible: false, role: { follow: 'node-3' } });
  });

  test('a primary is never eligible, so that a demoted one is not promoted before it has synchronized', () => {
    expect(decide(situation({ memory: died, redis: primary(), view: view('node-1') })).eligible).toBe(false);
  });
});

describe('R4: bootstrap resumes', () => {
  const unformed = { marker: undefined, view: view(undefined), peers: {} };

  test('only the bootstrap node begins', () => {
    expect(decide(situation({ ...unformed, memory: undefined })).remember).toMatchObject({ deploymentId: 'fresh', state: 'forming' });
    expect(decide(situation({ ...unformed, memory: undefined, node: 'node-2' })).remember).toBeUndefined();
  });

  test('after a crash it goes on with the same id', () => {
    expect(decide(situation({ ...unformed, memory: memory({ state: 'forming', epoch: 0, role: 'none' }) })))
      .toMatchObject({ role: becomesPrimary, writable: false });
  });

  test('others join the id that was begun, also when it was begun anew', () => {
    const begun = { 'node-1': peer({ memory: memory({ state: 'forming', deploymentId: 'second' }) }) };
    expect(decide(situation({ ...unformed, node: 'node-2', memory: undefined, peers: begun })).remember)
      .toMatchObject({ deploymentId: 'second', state: 'forming' });
    expect(decide(situation({ ...unformed, node: 'node-2', memory: memory({ state: 'forming', deploymentId: 'first' }), peers: begun })).remember)
      .toMatchObject({ deploymentId: 'second', state: 'forming' });
  });

  test('the marker is claimed when a Sentinel majority and every replica are there, not before', () => {
    const forming = { marker: undefined, memory: memory({ state: 'forming' as const, epoch: 0 }), redis: primary({ minReplicas: 16384 }) };
    expect(decide(situation({ ...forming, view: view('node-1', 0) })).claim).toBe(DEPLOYMENT);
    expect(decide(situation({ ...forming, view: view(undefined) })).claim).toBeUndefined();
    expect(decide(situation({ ...forming, redis: primary({ goodReplicas: 1 }), view: view('node-1', 0), startedAt: 999_000 })).claim).toBeUndefined();
  });

  test('writes open only after replicas know that they may take over', () => {
    const formed = { memory: memory({ state: 'forming' as const, epoch: 0 }), redis: primary({ minReplicas: 16384 }), view: view('node-1', 0) };
    expect(decide(situation({ ...formed, startedAt: 999_000 }))).toMatchObject({ writable: false });
    expect(decide(situation({ ...formed, peers: { 'node-2': peer({ redis: linked('node-1') }), 'node-3': peer({ redis: linked('node-1') }) } })).remember)
      .toMatchObject({ state: 'initialised', role: 'primary' });
  });

  test('a marker that cannot be read stops a node without a memory', () => {
    expect(decide(situation({ memory: undefined, marker: 'unknown' }))).toEqual(expect.objectContaining({ phase: 'waiting' }));
  });
});

describe('Marker outside the volumes: an empty data set is never served', () => {
  const emptied = { memory: undefined, redis: nobody({ keys: 0 }), view: view(undefined) };

  test('every volume empty: refuse, and say what to do', () => {
    const empty = peer({ memory: undefined, redis: nobody({ keys: 0 }) });
    const desired = decide(situation({ ...emptied, peers: { 'node-2': empty, 'node-3': empty } }));
    expect(desired).toMatchObject({ phase: 'refusing', writable: false, eligible: false });
    expect(desired.reason).toContain('restore');
    expect(desired.remember).toBeUndefined();
  });

  test('one volume empty: copy from the primary, eligible only when that is done', () => {
    expect(decide(situation({ ...emptied, view: view('node-2') }))).toMatchObject({ role: { follow: 'node-2' }, eligible: false });
    expect(decide(situation({ ...emptied, redis: linked('node-2', { copying: true }), view: view('node-2') })).eligible).toBe(false);
    expect(decide(situation({ ...emptied, redis: linked('node-2'), view: view('node-2') })))
      .toMatchObject({ eligible: true, remember: { state: 'initialised', role: 'replica' } });
  });
});

describe('R7: fencing', () => {
  const lone = { memory: memory({ role: 'primary' }), redis: primary(), view: view(undefined) };

  test('a primary that has not seen a Sentinel majority for T stops writes', () => {
    expect(decide(situation({ ...lone, namedAt: 1_000_000 - settings.fenceAfterSeconds * 1000 - 1 })).writable).toBe(false);
  });

  test('a moment without one does not', () => {
    expect(decide(situation({ ...lone, namedAt: 999_500 })).writable).toBeUndefined();
  });

  test('it opens again when the majority names it', () => {
    expect(decide(situation({ ...lone, redis: primary({ minReplicas: 16384 }), view: view('node-1') })).writable).toBe(true);
  });

  test('not while Sentinel fails over away from it, nor before a new agent has heard every Sentinel', () => {
    expect(decide(situation({ ...lone, view: view('node-1', 3, { failoverInProgress: true }) })).writable).toBeUndefined();
    expect(decide(situation({ ...lone, view: view('node-1'), startedAt: 999_900 })).writable).toBeUndefined();
  });

  test('a process that hangs as a replaced primary is killed, so that it cannot wake as one', () => {
    const hung = { memory: memory({ role: 'primary' }), redis: undefined, unresponsive: { processId: 42, since: 999_000 } };
    expect(decide(situation({ ...hung, view: view('node-2', 4) })).killRedis).toBe(true);
    expect(decide(situation({ ...hung, view: view('node-1') })).killRedis).toBeUndefined();
    expect(decide(situation({ ...hung, memory: memory(), view: view('node-2', 4) })).killRedis).toBeUndefined();
  });
});

describe('a replica that Sentinel has pointed elsewhere is left alone', () => {
  test('while Sentinels disagree or fail over', () => {
    expect(decide(situation({ redis: linked('node-3', { linkUp: false }), view: view('node-2', 3, { unanimous: false }) })).role).toBeUndefined();
    expect(decide(situation({ redis: linked('node-3', { linkUp: false }), view: view('node-2', 3, { failoverInProgress: true }) })).role).toBeUndefined();
  });

  test('until all agree', () => {
    expect(decide(situation({ redis: linked('node-3', { linkUp: false }) })).role).toEqual({ follow: 'node-2' });
  });
});
