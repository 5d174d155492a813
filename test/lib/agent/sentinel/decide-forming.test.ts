import { decide } from '../../../../lib/agent/decide';
import { linked, memory, nobody, peer, primary, settings, situation, view } from '../situations';

const forming = memory({ state: 'forming', epoch: 0, role: 'none', offset: 0, keys: 0 });
/** The marker stands, this node has not opened yet. */
const formed = { memory: forming, redis: nobody({ keys: 0 }) };

describe('R4: the bootstrap node, formed but overtaken before it opened', () => {
  test('follows who was made primary meanwhile', () => {
    expect(decide(situation({ ...formed, view: view('node-2', 1) }))).toMatchObject({ role: { follow: 'node-2' }, eligible: false });
  });

  test('and becomes an ordinary replica once it is linked, not one that forms for ever', () => {
    expect(decide(situation({ ...formed, redis: linked('node-2'), view: view('node-2', 1) }))).toMatchObject({
      phase: 'serving', eligible: true, remember: { state: 'initialised', role: 'replica', epoch: 1 },
    });
  });
});

describe('R4: followers', () => {
  test('do nothing before Redis is up and has loaded', () => {
    expect(decide(situation({ ...formed, node: 'node-2', redis: undefined })).role).toBeUndefined();
    expect(decide(situation({ ...formed, node: 'node-2', redis: nobody({ loading: true }) })).role).toBeUndefined();
  });

  test('are initialised only when a majority names who they are linked to', () => {
    const follower = { memory: forming, node: 'node-2', redis: linked('node-1', { priority: 0 }) };
    expect(decide(situation({ ...follower, view: view(undefined) }))).toMatchObject({ eligible: false });
    expect(decide(situation({ ...follower, redis: linked('node-1', { copying: true }), view: view('node-1', 0) }))).toMatchObject({ eligible: false });
    expect(decide(situation({ ...follower, view: view('node-1', 0) }))).toMatchObject({ eligible: true, remember: { state: 'initialised' } });
  });

  test('named before they hold anything they stay shut', () => {
    expect(decide(situation({ memory: forming, node: 'node-2', redis: primary({ keys: 0 }), view: view('node-2', 1) })))
      .toMatchObject({ eligible: false, writable: false });
  });
});

describe('R4: the bootstrap node waits for company, but not for ever', () => {
  const leader = { marker: undefined, memory: forming, redis: primary({ keys: 0, goodReplicas: 1, minReplicas: 16384 }), view: view('node-1', 0) };
  const grace = 1_000_000 - settings.startGraceSeconds * 1000;

  test('one replica of two is enough after the start grace, none is not', () => {
    expect(decide(situation({ ...leader, startedAt: grace + 1 })).claim).toBeUndefined();
    expect(decide(situation({ ...leader, startedAt: grace - 1 })).claim).toBe(forming.deploymentId);
    expect(decide(situation({ ...leader, redis: primary({ goodReplicas: 0 }), startedAt: 0 })).claim).toBeUndefined();
  });

  test('after the claim it opens on the same terms, and never before a replica may take over', () => {
    const claimed = { memory: forming, redis: primary({ minReplicas: 16384 }), view: view('node-1', 0), startedAt: grace - 1 };
    expect(decide(situation({ ...claimed, peers: { 'node-2': peer({ redis: linked('node-1', { priority: 0 }) }) } })).remember).toBeUndefined();
    expect(decide(situation({ ...claimed, peers: { 'node-2': peer({ redis: linked('node-1') }) } })).remember)
      .toMatchObject({ state: 'initialised', role: 'primary' });
  });
});
