import { Balancer, HEALTHY_SECONDS_VARIABLE } from '../../../../lib/agent/balance/balancer';
import type { CommandResult } from '../../../../lib/agent/command-result';
import type { PeerState } from '../../../../lib/agent/situation';
import { AT_ONCE, sentinelPlan, states } from './facts';

const preferring = sentinelPlan({ ...AT_ONCE, preferredDomain: 'zone-3' });
const NOW = 1_000_000_000;
let orders: string[];
let told: string[];
let place: string;
let finish: ((result: CommandResult) => void) | undefined;

beforeEach(() => { orders = []; told = []; place = 'node-1'; finish = undefined; });
afterEach(() => { Reflect.deleteProperty(process.env, HEALTHY_SECONDS_VARIABLE); });

function balancer(node = 'node-1', over: () => Record<string, Partial<PeerState>> = () => ({})): Balancer {
  return new Balancer({
    plan: preferring, node, states: () => states(preferring, [place], over()),
    order: (to, verb, word) => {
      orders.push([to, verb, word].join(' '));
      return new Promise((resolve) => { finish = resolve; });
    },
    log: (event, fields) => told.push(`${event}: ${String(fields?.why ?? fields?.detail)}`),
  });
}

test('R12: when everything has been well for five minutes the primary\'s agent is told to hand over, once', () => {
  const it = balancer();
  it.look(NOW);
  it.look(NOW + 299_000);
  expect(orders).toEqual([]);
  it.look(NOW + 300_000);
  it.look(NOW + 300_200);
  expect(orders).toEqual(['node-1 handover node-3']);
});

test('R12: anything that is not well, and any move of the primary, begins the wait anew', () => {
  let copying = false;
  const it = balancer('node-1', (): Record<string, Partial<PeerState>> => (copying ? { 'node-2': { phase: 'waiting' } } : {}));
  it.look(NOW);
  copying = true;
  it.look(NOW + 200_000);
  copying = false;
  it.look(NOW + 201_000);
  place = 'node-2';
  it.look(NOW + 400_000);
  it.look(NOW + 600_000);
  expect(orders).toEqual([]);
  it.look(NOW + 700_000);
  expect(orders).toEqual(['node-2 handover node-3']);
});

test('R12: after a move that failed there is a cooldown', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW + 300_000);
  const it = balancer();
  it.look(NOW);
  it.look(NOW + 300_000);
  finish!({ ok: false, detail: 'refused' });
  await Promise.resolve().then(() => undefined);
  await new Promise((resolve) => { setImmediate(resolve); });
  it.look(NOW + 301_000);
  it.look(NOW + 899_000);
  expect(orders).toHaveLength(1);
  it.look(NOW + 900_000);
  expect(orders).toHaveLength(2);
  expect(told).toContain('balance-moved: refused');
  jest.restoreAllMocks();
});

test('R12: the log says why not, once a reason', () => {
  const it = balancer('node-1', () => ({ 'node-2': { phase: 'waiting' } }));
  [0, 150, 300].forEach((ms) => it.look(NOW + ms));
  expect(told).toEqual(['balance: not now: node-2 is waiting']);
});

test('R12: told to, the elected agent moves at once; any other passes the order on', async () => {
  const running = balancer().told(NOW);
  finish!({ ok: true, detail: 'handed over' });
  expect(await running).toMatchObject({ ok: true, to: 'node-3' });
  const passed = balancer('node-2').told(NOW);
  finish!({ ok: true, detail: 'there' });
  expect(await passed).toEqual({ ok: true, detail: 'there' });
  expect(orders).toEqual(['node-1 handover node-3', 'node-1 balance now']);
  place = 'node-3';
  expect(await balancer().told(NOW)).toEqual({ ok: true, detail: 'node-3 is in zone-3' });
});

test('drills shorten the wait by the environment', () => {
  process.env[HEALTHY_SECONDS_VARIABLE] = '2';
  const it = balancer();
  it.look(NOW);
  it.look(NOW + 2000);
  expect(orders).toHaveLength(1);
});

describe('where a scheduler places the pods', () => {
  const placed = (domains: Record<string, string | undefined>): Balancer => new Balancer({
    plan: sentinelPlan({ ...AT_ONCE, preferredDomain: 'zone-3' }), node: 'node-1', placedByScheduler: true,
    states: () => states(preferring, ['node-1'], Object.fromEntries(Object.entries(domains).map(([name, domain]) => [name, { domain }]))),
    order: async (to, verb, word) => { orders.push([to, verb, word].join(' ')); return { ok: true, detail: '' }; },
    log: (event, fields) => told.push(`${event}: ${String(fields?.why ?? fields?.detail)}`),
  });

  test('R12: a primary is moved to where the preferred zone really is', () => {
    const it = placed({ 'node-1': 'zone-1', 'node-2': 'zone-3', 'node-3': 'zone-2' });
    it.look(NOW);
    it.look(NOW + 300_000);
    expect(orders).toEqual(['node-1 handover node-2']);
  });

  test('R12: none is moved while the zone of one is not known, which is said once', () => {
    const it = placed({ 'node-1': 'zone-1', 'node-2': 'zone-3', 'node-3': undefined });
    it.look(NOW);
    it.look(NOW + 300_000);
    it.look(NOW + 900_000);
    expect(orders).toEqual([]);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain('the zone of node-3 is not known');
  });
});
