import { FENCE } from '../../../lib/config';
import type { Phase } from '../../../lib/agent/desired';
import { answerHealth } from '../../../lib/agent/health';
import type { Situation } from '../../../lib/agent/situation';
import { linked, nobody, primary, situation, view } from './situations';

const named = { view: view('node-1') };
/** What is, in which phase, and the status of /live, /ready and /primary. */
const table: [string, Partial<Situation>, Phase, number, number, number][] = [
  ['the primary', { ...named, redis: primary() }, 'serving', 200, 200, 200],
  ['a primary that is fenced', { ...named, redis: primary({ minReplicas: FENCE }) }, 'serving', 200, 503, 503],
  ['a primary that a majority does not name', { view: view('node-2'), redis: primary() }, 'waiting', 200, 503, 503],
  ['a primary without a majority in sight', { view: view(undefined), redis: primary() }, 'serving', 200, 503, 503],
  ['a linked replica', { redis: linked('node-2') }, 'serving', 200, 200, 503],
  ['a replica whose link is down', { redis: linked('node-2', { linkUp: false }) }, 'waiting', 200, 503, 503],
  ['a replica that copies', { redis: linked('node-2', { copying: true }) }, 'serving', 200, 503, 503],
  ['one that is being seeded', { redis: undefined, restore: { backup: 'b', status: { state: 'seeding', detail: '', at: 1 } } }, 'forming', 200, 503, 503],
  ['one that could not be seeded', { redis: undefined, restore: { backup: 'b', status: { state: 'failed', detail: '', at: 1 } } }, 'waiting', 503, 503, 503],
  ['one that loads', { redis: nobody({ loading: true }) }, 'waiting', 200, 503, 503],
  ['one whose Redis is silent', { redis: undefined }, 'waiting', 503, 503, 503],
  ['a deployment that refuses', { redis: nobody() }, 'refusing', 200, 503, 503],
  ['a replica while it forms', { redis: linked('node-1') }, 'forming', 200, 503, 503],
  ['a Sentinel alone that sees a majority', { hasData: false, redis: undefined }, 'serving', 200, 200, 503],
  ['a Sentinel alone that sees none', { hasData: false, redis: undefined, view: view(undefined) }, 'waiting', 200, 503, 503],
];

test.each(table)('%s', (_, over, phase, live, ready, leads) => {
  const at = situation(over);
  const status = (path: string): number => answerHealth(path, at, { phase, reason: 'because' }).status;
  expect([status('/live'), status('/ready'), status('/primary'), status('/status')]).toEqual([live, ready, leads, 200]);
});

test('/replica is 200 on a ready replica and on nothing else', () => {
  const serving = (over: Partial<Situation>, phase: Phase = 'serving'): number =>
    answerHealth('/replica', situation(over), { phase, reason: 'because' }).status;
  expect(serving({ redis: linked('node-2') })).toBe(200);
  expect(serving({ ...named, redis: primary() })).toBe(503);
  expect(serving({ redis: linked('node-2', { linkUp: false }) })).toBe(503);
  expect(serving({ redis: linked('node-2', { copying: true }) })).toBe(503);
  expect(serving({ redis: linked('node-2') }, 'forming')).toBe(503);
  expect(serving({ hasData: false, redis: undefined })).toBe(503);
});

test('before the first look: alive, and nothing else', () => {
  expect(['/live', '/ready', '/primary', '/status'].map((path) => answerHealth(path, undefined, undefined).status)).toEqual([200, 503, 503, 503]);
});

test('answers say who, in which role and why', () => {
  expect(answerHealth('/ready', situation({ redis: linked('node-2') }), { phase: 'serving', reason: 'replica of node-2' }).body)
    .toEqual({ node: 'node-1', phase: 'serving', reason: 'replica of node-2', role: 'replica', primary: 'node-2', epoch: 3, ready: true });
});

test('an unknown path says which there are', () => {
  expect(answerHealth('/metrics', situation(), { phase: 'serving', reason: '' })).toEqual({
    status: 404, body: { error: 'ask /live, /ready, /primary, /replica, /sentinel, /agent or /status' },
  });
});

test('/sentinel is 503 only when a Sentinel that has been told whom to watch is silent', () => {
  const status = (over: Partial<Situation> | undefined, sentinelAnswers?: boolean): number =>
    answerHealth('/sentinel', over && situation(over), over && { phase: 'waiting', reason: '' }, { silentMs: 0, sentinelAnswers }).status;
  const sentinelFile = { configEpoch: 0, currentEpoch: 0 };
  expect(status({ sentinelFile }, true)).toBe(200);
  expect(status({ sentinelFile }, false)).toBe(503);
  expect(status({ sentinelFile: undefined }, false)).toBe(200);
  expect(status(undefined, false)).toBe(200);
  expect(status({ hasSentinel: false, sentinelFile: undefined }, false)).toBe(404);
  expect(status({ sentinelFile: undefined })).toBe(404);
});

test('/agent asks for nothing but an agent that looks', () => {
  const status = (silentMs: number): number => answerHealth('/agent', undefined, undefined, { silentMs }).status;
  expect([status(200), status(9_000), status(11_000)]).toEqual([200, 200, 503]);
});
