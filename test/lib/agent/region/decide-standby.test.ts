import { decideStandby } from '../../../../lib/agent/region/decide-standby';
import { leadOf } from '../../../../lib/agent/region/lead';
import type { RedisState } from '../../../../lib/agent/situation';
import { linked, memory, nobody, peer, primary } from '../situations';
import { FIRST, MOVING, region, standby, upstream } from './region-situations';

const others = (source?: string, over = {}) => ({
  'r2-node-2': peer({ memory: undefined, redis: source === undefined ? nobody() : linked(source, over) }),
  'r2-node-3': peer({ memory: undefined, redis: source === undefined ? nobody() : linked(source, over) }),
});

describe('R14: who of a standby region follows the active one itself', () => {
  test('at first the first that answers, once all do or have had time to', () => {
    expect(leadOf(standby())).toBe('r2-node-1');
    const alone = standby({ node: 'r2-node-2', peers: {}, startedAt: 999_500 });
    expect(leadOf(alone)).toBeUndefined();
    expect(leadOf({ ...alone, startedAt: 990_000 })).toBe('r2-node-2');
  });

  test('whoever does so already goes on, also when an earlier one comes back', () => {
    const peers = { 'r2-node-2': peer({ redis: linked('node-1') }), 'r2-node-3': peer({ redis: linked('r2-node-2') }) };
    expect(leadOf(standby({ peers }))).toBe('r2-node-2');
  });

  test('of two the first for all of them, itself included; one whose link is down is left for one whose link is up', () => {
    const states: Record<string, RedisState> = { 'r2-node-1': linked('r2-node-3'), 'r2-node-2': linked('node-1'), 'r2-node-3': linked('node-1') };
    const seenBy = (node: string, over: typeof states = {}): string | undefined => {
      const { [node]: redis, ...rest } = { ...states, ...over };
      const peers = Object.fromEntries(Object.entries(rest).map(([name, state]) => [name, peer({ redis: state })]));
      return leadOf(standby({ node, redis, peers }));
    };
    const nodes = Object.keys(states);
    expect(nodes.map((node) => seenBy(node))).toEqual(['r2-node-2', 'r2-node-2', 'r2-node-2']);
    const down = { 'r2-node-2': linked('node-1', { linkUp: false }) };
    expect(nodes.map((node) => seenBy(node, down))).toEqual(['r2-node-3', 'r2-node-3', 'r2-node-3']);
  });

  test('cut off it stays who it was', () => {
    expect(leadOf(standby({ redis: linked('node-1', { linkUp: false }), peers: others('r2-node-1') }))).toBe('r2-node-1');
  });
});

test('R14: a standby never leads, is no candidate, takes no writes, and ends its Sentinel', () => {
  for (const over of [{}, { redis: primary() }, { redis: undefined }, { redis: nobody({ loading: true }) },
    { remote: {} }, { hasData: false }]) {
    expect(decideStandby(standby(over))).toMatchObject({ writable: false, eligible: false, stopSentinel: true });
    expect(decideStandby(standby(over)).role).not.toEqual({ become: 'primary' });
  }
});

test('R14: the lead follows the node that leads the active region, by its own word, at the newest epoch', () => {
  expect(decideStandby(standby()).role).toEqual({ follow: 'node-1' });
  const newer = { 'node-1': upstream(), 'node-2': upstream({ memory: memory({ role: 'primary', epoch: 6 }) }) };
  expect(decideStandby(standby({ remote: newer })).role).toEqual({ follow: 'node-2' });
});

test.each([
  ['a replica', upstream({ redis: linked('node-2') })],
  ['one that was never named', upstream({ memory: memory({ role: 'replica' }) })],
  ['one that has abdicated', upstream({ memory: memory({ role: 'primary', abdicating: true }) })],
  ['one that refuses', upstream({ phase: 'refusing' })],
  ['one that knows an older record', upstream({ region: FIRST })],
  ['one that knows none', upstream({ region: undefined })],
])('R14: %s is not followed', (_, state) => {
  const view = region({ own: 'region-2', record: MOVING, mayWrite: false });
  expect(decideStandby(standby({ region: view, remote: { 'node-1': state } })).role).toBeUndefined();
});

test('R14: the others copy from the lead', () => {
  const second = standby({ node: 'r2-node-2', peers: { 'r2-node-1': peer({ redis: linked('node-1') }), 'r2-node-3': peer() } });
  expect(decideStandby(second)).toMatchObject({ role: { follow: 'r2-node-1' }, reason: 'standby: linking to r2-node-1, which follows node-1' });
});

test('R14: what came over the link is remembered as the active region\'s, and its own marker claimed for the same deployment', () => {
  const copied = standby({ redis: linked('node-1', { offset: 890 }), peers: others('r2-node-1') });
  const desired = decideStandby(copied);
  expect(desired).toMatchObject({ phase: 'serving', remember: { deploymentId: 'deployment-1', epoch: 5, role: 'replica', offset: 890, state: 'initialised' } });
  expect(desired.claim).toBeUndefined();
  expect(decideStandby({ ...copied, memory: desired.remember }).claim).toBe('deployment-1');
  expect(decideStandby({ ...copied, memory: desired.remember, marker: 'unknown' }).claim).toBeUndefined();
});

test('R14: behind a lead whose own link is down nothing is remembered as new', () => {
  const second = standby({
    node: 'r2-node-2', redis: linked('r2-node-1'), memory: memory({ epoch: 4 }),
    peers: { 'r2-node-1': peer({ memory: memory({ epoch: 5 }), redis: linked('node-1', { linkUp: false }) }), 'r2-node-3': peer({ redis: linked('r2-node-1') }) },
  });
  expect(decideStandby(second).remember).toBeUndefined();
});

test('R14: volumes of another deployment are left alone', () => {
  const foreign = standby({ memory: memory({ deploymentId: 'other' }) });
  expect(decideStandby(foreign)).toMatchObject({ phase: 'refusing', reason: expect.stringContaining('empty it so that it copies') });
  expect(decideStandby(standby({ memory: memory(), marker: { deploymentId: 'other', createdAt: '' } })).phase).toBe('refusing');
});

test('R14: one that hangs as the primary of a replaced region is killed before it can wake', () => {
  const hung = standby({ redis: undefined, memory: memory({ role: 'primary' }), unresponsive: { processId: 7, since: 900_000 } });
  expect(decideStandby(hung).killRedis).toBe(true);
  expect(decideStandby({ ...hung, memory: memory() }).killRedis).toBeUndefined();
});
