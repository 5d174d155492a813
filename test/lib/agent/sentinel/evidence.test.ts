import { decide } from '../../../../lib/agent/decide';
import { inOutage, weigh } from '../../../../lib/agent/sentinel/evidence';
import { linked, memory, nobody, peer, settings, situation, view } from '../situations';

const long = 1_000_000 - settings.startGraceSeconds * 1000 - 1;

describe('R5: total outage', () => {
  test('the last primary wins over a replica with a longer log', () => {
    const evidence = weigh(situation({
      memory: memory({ offset: 900 }),
      peers: { 'node-2': peer({ memory: memory({ role: 'primary', offset: 800 }) }), 'node-3': peer() },
    }));
    expect(evidence.newest).toBe('node-2');
  });

  test('a newer epoch wins over everything: a node dead since an earlier failover never does', () => {
    const evidence = weigh(situation({
      memory: memory({ epoch: 2, role: 'primary', offset: 9_999_999 }),
      peers: { 'node-2': peer({ memory: memory({ epoch: 3, offset: 5 }) }), 'node-3': peer({ memory: memory({ epoch: 1 }) }) },
    }));
    expect(evidence.newest).toBe('node-2');
  });

  test('among replicas of one epoch the longer log wins', () => {
    expect(weigh(situation({ memory: memory({ offset: 7 }), peers: { 'node-2': peer(), 'node-3': peer() } })).newest).toBe('node-2');
    expect(weigh(situation({ memory: memory({ offset: 101 }), peers: { 'node-2': peer(), 'node-3': peer() } })).newest).toBe('node-1');
  });

  test('offsets of different streams are not compared: the one received last wins', () => {
    const before = memory({ offset: 9_999_999, replicationId: 'before the restart', lastGoodAt: 100 });
    const after = memory({ offset: 5, replicationId: 'after it', lastGoodAt: 200 });
    for (const [mine, theirs, newest] of [[before, after, 'node-2'], [after, before, 'node-1']] as const) {
      const peers = { 'node-2': peer({ memory: theirs }), 'node-3': peer({ memory: memory({ epoch: 1 }) }) };
      expect(weigh(situation({ memory: mine, peers })).newest).toBe(newest);
    }
  });

  test('someone is missing: wait for the start grace, then the newest of the others', () => {
    const missing = { peers: { 'node-3': peer() }, view: view('node-2', 3, { majorityDown: true }), memory: memory({ offset: 101 }) };
    expect(weigh(situation({ ...missing, outageSince: 999_000 }))).toEqual({ why: expect.stringContaining('waiting for node-2') });
    expect(weigh(situation({ ...missing, outageSince: long })).newest).toBe('node-1');
  });

  test('whoever missed the last failover does not lead over the one that was made primary then, however long that stays away', () => {
    const late = {
      memory: memory({ epoch: 3, offset: 101 }), peers: { 'node-3': peer() }, outageSince: long,
      view: view('node-2', 4, { majorityDown: true }),
    };
    expect(weigh(situation(late))).toEqual({ why: expect.stringContaining('promote --evidence') as string });
    // Once its node answers, and has lost its volume, nothing newer is left to wait for.
    expect(weigh(situation({ ...late, peers: { ...late.peers, 'node-2': peer({ memory: undefined }) } })).newest).toBe('node-1');
  });

  test('a node that only its peers cannot reach may still be primary', () => {
    expect(weigh(situation({ peers: { 'node-3': peer() }, outageSince: long })).newest).toBeUndefined();
  });

  test('one of three is not enough to speak for the rest', () => {
    expect(weigh(situation({ view: view('node-2', 3, { majorityDown: true }), outageSince: long })).newest).toBeUndefined();
  });

  test('an empty volume is no candidate', () => {
    const wiped = peer({ memory: memory({ epoch: 9, keys: 5 }), redis: nobody({ keys: 0 }) });
    expect(weigh(situation({ peers: { 'node-2': wiped, 'node-3': peer({ memory: undefined }) } })).newest).toBe('node-1');
  });

  test('without a Sentinel majority nothing is decided', () => {
    expect(weigh(situation({ view: view(undefined), peers: { 'node-2': peer(), 'node-3': peer() } })).newest).toBeUndefined();
  });

  test('the newest asks one Sentinel when another node is named, and becomes eligible for it', () => {
    const desired = decide(situation({
      memory: memory({ offset: 999 }), view: view('node-2', 3), peers: { 'node-2': peer(), 'node-3': peer() },
    }));
    expect(desired).toMatchObject({ eligible: true, askFailover: true });
    expect(desired.role).toBeUndefined();
  });

  test('it goes on asking after it has become eligible', () => {
    const desired = decide(situation({
      memory: memory({ offset: 999 }), redis: linked('node-2', { linkUp: false }), view: view('node-2', 3),
      peers: { 'node-2': peer(), 'node-3': peer() },
    }));
    expect(desired.askFailover).toBe(true);
  });

  test('an outage is only one while nobody stands', () => {
    expect(inOutage(situation({ peers: { 'node-2': peer() } }))).toBe(true);
    expect(inOutage(situation({ peers: { 'node-2': peer({ redis: linked('node-3') }) } }))).toBe(false);
    expect(inOutage(situation({ view: view(undefined) }))).toBe(false);
  });
});
