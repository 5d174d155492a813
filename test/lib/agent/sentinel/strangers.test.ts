import { Strangers } from '../../../../lib/agent/sentinel/strangers';
import { plan } from '../../../../lib/plan';
import type { RedisLink } from '../../../../lib/redis';
import { demoSpec } from '../../plan/specs';
import { view } from '../situations';

const PLAN = plan(demoSpec());
const HOSTS: Record<string, string> = { '10.0.0.1': 'node-1', '10.0.0.2': 'node-2', '10.0.0.3': 'node-3' };
/** The turn of node-2, of three. */
const TURN = 10_000;

let known: string[];
let resets: number;
let strangers: Strangers;
const sentinel = {
  call: (_: string, verb: string) => {
    resets += verb === 'RESET' ? 1 : 0;
    return Promise.resolve(verb === 'SENTINELS' ? known.map((ip) => ['name', 'x', 'ip', ip, 'port', '26379']) : 1);
  },
} as unknown as RedisLink;

beforeEach(() => {
  known = ['10.0.0.1', '10.0.0.3', '10.9.0.1'];
  resets = 0;
  strangers = new Strangers(PLAN, 'node-2', (host) => HOSTS[host]);
});

const settled = view('node-1', 5);
const look = (now: number, seen = settled): Promise<string[]> => strangers.forget(sentinel, seen, now);

test('one that is no Sentinel of this region is forgotten when it was seen twice, in turn', async () => {
  expect(await look(TURN)).toEqual([]);
  expect(await look(TURN + 3000)).toEqual(['10.9.0.1']);
  expect(resets).toBe(1);
});

test('not out of turn, not while a failover runs or the primary is down, not without all Sentinels', async () => {
  await look(1);
  for (const [now, seen] of [
    [3000, settled], [TURN + 1, view('node-1', 5, { failoverInProgress: true })], [TURN + 3000, view('node-1', 5, { downCount: 1 })],
    [TURN + 6000, view('node-1', 5, { unanimous: false })], [2 * TURN + 2000, settled],
  ] as const) {
    expect(await look(now, seen)).toEqual([]);
  }
  expect(resets).toBe(0);
});

test('those of the plan are never forgotten, and nobody asks all the time', async () => {
  known = ['10.0.0.1', '10.0.0.3'];
  await look(TURN);
  await look(TURN + 3000);
  known.push('10.9.0.1');
  await look(TURN + 3001);
  expect(resets).toBe(0);
});
