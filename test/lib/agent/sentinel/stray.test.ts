import { decideSentinel } from '../../../../lib/agent/sentinel/decide-sentinel';
import { repairOf, strayOf, type Stray } from '../../../../lib/agent/sentinel/stray';
import type { Situation } from '../../../../lib/agent/situation';
import { linked, memory, peer, primary, settings, situation, view } from '../situations';

const GRACE_MS = Math.max(2 * settings.failoverTimeoutSeconds, settings.startGraceSeconds) * 1000;
const SENTINELS = ['node-1', 'node-2', 'node-3'];

/** Sentinel of that node watches the former address of node-1, of which node-1 is still the primary. */
function at(strayedMs: number, over: Partial<Situation> = {}, stray: Partial<Stray> = {}): Situation {
  const base = situation({ redis: linked('node-1'), ...over });
  return {
    ...base, sentinelNodes: SENTINELS,
    sentinelFile: { configEpoch: 4, currentEpoch: 6, stray: { host: '10.9.9.1', node: 'node-1', since: base.now - strayedMs, ...stray } },
  };
}
const alive = { view: view('node-1', 4), node: 'node-1', redis: primary() };
const alone = { view: view(undefined) };

describe('strayOf', () => {
  const text = 'port 26379\nsentinel monitor mymaster 10.9.9.1 6379 2\n';
  const nodeAt = (host: string): string | undefined => (host === '10.0.0.1' ? 'node-1' : undefined);

  test('an address that is nobody\'s, and whose it was', () => {
    expect(strayOf(text, nodeAt, { '10.9.9.1': 'node-1' })).toEqual({ host: '10.9.9.1', node: 'node-1' });
    expect(strayOf(text, nodeAt, {})).toEqual({ host: '10.9.9.1' });
    expect(strayOf('sentinel monitor m fd00::7 6379 2', nodeAt, { 'fd00::7': 'node-2' })).toEqual({ host: 'fd00::7', node: 'node-2' });
  });

  test('not where it is a node\'s, and nowhere where addresses never change', () => {
    expect(strayOf(text.replace('10.9.9.1', '10.0.0.1'), nodeAt, {})).toBeUndefined();
    expect(strayOf(text, nodeAt, undefined)).toBeUndefined();
    expect(strayOf('', nodeAt, {})).toBeUndefined();
  });
});

describe('repairOf', () => {
  test('nothing of a Sentinel that watches a node of the plan', () => {
    expect(repairOf(situation({ sentinelFile: { configEpoch: 4, currentEpoch: 6 } }))).toBeUndefined();
  });

  test('where a majority means a primary that lives: soon, with the same words, at its own epochs', () => {
    expect(repairOf(at(3500, alive))?.start).toEqual({ primary: 'node-1', configEpoch: 4, currentEpoch: 6 });
    expect(repairOf(at(2500, alive))?.start).toBeUndefined();
  });

  test('one Sentinel after the other', () => {
    const third = { view: view('node-1', 4), node: 'node-3', redis: linked('node-1'), peers: { 'node-1': peer({ redis: primary() }) } };
    expect(repairOf(at(12_500, third))?.start).toBeUndefined();
    expect(repairOf(at(13_500, third))?.start?.primary).toBe('node-1');
  });

  test('where the primary does not live, an ordinary failover has its time first', () => {
    const dead = { view: view('node-1', 4), peers: {}, redis: linked('node-1'), node: 'node-1' };
    expect(repairOf(at(GRACE_MS - 1000, dead))).toEqual({ why: expect.stringContaining('a failover may still come') as string });
    expect(repairOf(at(GRACE_MS + 1000, dead))?.start).toEqual({ primary: 'node-1', configEpoch: 4, currentEpoch: 6 });
  });

  test('never while a failover is under way', () => {
    expect(repairOf(at(GRACE_MS * 9, { ...alive, view: view('node-1', 4, { failoverInProgress: true }) }))?.start).toBeUndefined();
  });

  test('without a majority it says what it has said; nothing it has voted in is voted in again', () => {
    expect(repairOf(at(GRACE_MS - 1000, alone))?.start).toBeUndefined();
    expect(repairOf(at(GRACE_MS + 1000, alone))?.start).toEqual({ primary: 'node-1', configEpoch: 4, currentEpoch: 6 });
  });

  test('one that missed a failover follows the majority, never to an epoch before its own', () => {
    expect(repairOf(at(GRACE_MS + 1000, { view: view('node-2', 9) }))?.start).toEqual({ primary: 'node-2', configEpoch: 9, currentEpoch: 9 });
    expect(repairOf(at(GRACE_MS + 1000, { view: view('node-2', 3) }))?.start).toEqual({ primary: 'node-1', configEpoch: 4, currentEpoch: 6 });
  });

  test('an address that may have been several nodes\': nothing, and why', () => {
    const repair = repairOf(at(GRACE_MS * 9, alone, { node: undefined }));
    expect(repair?.start).toBeUndefined();
    expect(repair?.why).toContain('10.9.9.1');
    expect(repair?.why).toContain('promote --evidence');
  });
});

test('R10: the decision carries it to the Sentinel, and leaves one alone that is well', () => {
  const here = at(3500, { ...alive, memory: memory({ epoch: 4, role: 'primary' }) });
  expect(decideSentinel(here).startSentinel).toEqual({ primary: 'node-1', configEpoch: 4, currentEpoch: 6 });
  expect(decideSentinel({ ...here, sentinelFile: { configEpoch: 4, currentEpoch: 6 } }).startSentinel).toBeUndefined();
});
