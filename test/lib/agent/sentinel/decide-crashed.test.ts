import { decide } from '../../../../lib/agent/decide';
import { CRASH_SPACING_MS, withCrashTime } from '../../../../lib/agent/sentinel/decide-crashed';
import type { Situation } from '../../../../lib/agent/situation';
import { linked, memory, nobody, peer, primary, settings, situation, view } from '../situations';

const NOW = 1_000_000_000;
const leader = memory({ role: 'primary' });
const replica = peer({ redis: linked('node-1') });

/** node-1 was primary, and its process died a moment ago. */
const crashed = (over: Partial<Situation> = {}): Situation => situation({
  now: NOW, namedAt: NOW - 50, redis: undefined, died: { processId: 42, at: NOW - 20 }, memory: leader, view: view('node-1'),
  peers: { 'node-2': replica, 'node-3': replica }, ...over,
});

test('R6: a crashed primary asks for a failover at once, and has written down before that it abdicates', () => {
  expect(decide(crashed())).toMatchObject({ crashFailover: true, remember: { abdicating: true, crashFailoverAt: NOW, role: 'primary' } });
});

test('R6: in a pause it is left to the Sentinels, and is what it was afterwards', () => {
  expect(decide(crashed({ pausedUntil: NOW + 1 })).crashFailover).toBeUndefined();
  expect(decide(crashed({ pausedUntil: NOW })).crashFailover).toBe(true);
});

test('R6: it asks once for one crash', () => {
  const next = decide(crashed({ now: NOW + 200, memory: { ...leader, abdicating: true, crashFailoverAt: NOW } }));
  expect(next.crashFailover).toBeUndefined();
  expect(next.reason).not.toContain('crash-loop');
});

test('R6: a crash within ten minutes of another is a crash loop and left to the Sentinels, and not for ever', () => {
  const again = (since: number): ReturnType<typeof decide> =>
    decide(crashed({ memory: { ...leader, crashFailoverAt: NOW - since } }));
  expect(again(CRASH_SPACING_MS - 1)).toMatchObject({
    reason: expect.stringContaining('crash-loop') as string, remember: { abdicating: true },
  });
  expect(again(CRASH_SPACING_MS - 1).crashFailover).toBeUndefined();
  expect(again(CRASH_SPACING_MS)).toMatchObject({ crashFailover: true });
});

test('R6: the limit is the deployment\'s: what another node asked for counts, and is kept by everybody', () => {
  const told = peer({ redis: linked('node-1'), memory: memory({ crashFailoverAt: NOW - 5000 }) });
  expect(decide(crashed({ peers: { 'node-2': told, 'node-3': replica } })).crashFailover).toBeUndefined();
  const calm = situation({ now: NOW, namedAt: NOW, memory: leader, redis: primary(), view: view('node-1'), peers: { 'node-2': told } });
  expect(decide(calm).remember).toMatchObject({ crashFailoverAt: NOW - 5000 });
  const follower = situation({ now: NOW, redis: linked('node-2'), view: view('node-2'), peers: { 'node-3': told } });
  expect(decide(follower).remember).toMatchObject({ crashFailoverAt: NOW - 5000 });
});

test('R6: a time to come is a clock that was wrong and blocks nobody', () => {
  expect(decide(crashed({ memory: { ...leader, crashFailoverAt: NOW + 60_000 } })).crashFailover).toBe(true);
  expect(withCrashTime(crashed(), leader)).toBe(leader);
});

test.each<[string, Partial<Situation>]>([
  ['no majority is seen', { view: view(undefined) }],
  ['another is named already', { view: view('node-2', 4) }],
  ['the Sentinels are at an older epoch', { view: view('node-1', 2) }],
  ['a Sentinel fails over already', { view: view('node-1', 3, { failoverInProgress: true }) }],
  ['a majority has noticed and is about to', { view: view('node-1', 3, { majorityDown: true }) }],
  ['a handover is under way', { handingOver: true }],
  ['no replica may be promoted', { peers: { 'node-2': peer({ redis: linked('node-1', { priority: 0 }) }) } }],
  ['replicas follow somebody else', { peers: { 'node-2': peer({ redis: linked('node-3') }), 'node-3': peer({ redis: primary() }) } }],
  ['replicas hold half a copy', { peers: { 'node-2': peer({ redis: linked('node-1', { copying: true }) }) } }],
])('R6: nothing is asked when %s, but it abdicates', (_, over) => {
  const desired = decide(crashed(over));
  expect(desired.crashFailover).toBeUndefined();
  expect(desired.remember).toMatchObject({ abdicating: true });
});

test('R6: only a primary asks', () => {
  expect(decide(crashed({ memory: memory({ role: 'replica' }) })).crashFailover).toBeUndefined();
});

describe('R6, R7: a Redis that is there and silent', () => {
  const hung = (silentMs: number, downCount: number, over: Partial<Situation> = {}): boolean => decide(crashed({
    died: undefined, unresponsive: { processId: 42, since: NOW - silentMs }, view: view('node-1', 3, { downCount }), ...over,
  })).killRedis === true;
  const patience = settings.downAfterSeconds * 1000;

  test('is killed once it was silent for as long as Sentinels wait and one of them calls it down', () => {
    expect(hung(patience + 1, 1)).toBe(true);
    expect(decide(crashed({ died: undefined, unresponsive: { processId: 42, since: 0 }, view: view('node-1', 3, { downCount: 1 }) })).remember)
      .toMatchObject({ abdicating: true });
  });

  test('is left alone before, while no Sentinel calls it down, and when it is a replica', () => {
    expect(hung(patience - 1, 3)).toBe(false);
    expect(hung(patience * 10, 0)).toBe(false);
    expect(hung(patience * 10, 3, { memory: memory() })).toBe(false);
  });

  test('is left alone while it loads, however long that takes', () => {
    expect(decide(crashed({ died: undefined, redis: nobody({ loading: true }), view: view('node-1', 3, { downCount: 3 }) })).killRedis).toBeUndefined();
  });
});

describe('R7: an agent that restarts does not begin to count anew', () => {
  const restarted = (lastGoodAt: number, sinceStart: number): boolean => decide(situation({
    now: NOW, startedAt: NOW - sinceStart, namedAt: 0, redis: primary(), memory: { ...leader, lastGoodAt }, view: view(undefined),
  })).writable === false;

  test('a primary that nobody named for too long is fenced as soon as the Sentinels can have been heard', () => {
    expect(restarted(NOW - settings.fenceAfterSeconds * 1000 - 1, 1500)).toBe(true);
    expect(restarted(NOW - settings.fenceAfterSeconds * 1000 - 1, 500)).toBe(false);
    expect(restarted(NOW - settings.fenceAfterSeconds * 1000 + 1, 1500)).toBe(false);
  });
});
