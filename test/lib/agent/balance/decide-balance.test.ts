import {
  decideBalance, within, type BalanceDecision, type BalanceFacts,
} from '../../../../lib/agent/balance/decide-balance';
import { standing } from '../../../../lib/agent/balance/standing';
import { BalanceWhen } from '../../../../lib/model';
import type { PeerState } from '../../../../lib/agent/situation';
import type { DeploymentPlan } from '../../../../lib/plan';
import { linked } from '../situations';
import { AT_ONCE, clusterPlan, sentinelPlan, states } from './facts';

const NOW = Date.UTC(2026, 10, 22, 12);
const preferring = sentinelPlan({ ...AT_ONCE, preferredDomain: 'zone-3' });

function decision(
  of: DeploymentPlan, primaries: string[], over: Partial<BalanceFacts> = {}, changed: Record<string, Partial<PeerState>> = {},
): BalanceDecision {
  return decideBalance({
    now: NOW, node: of.nodes.map(({ name }) => name).sort()[0]!, plan: of,
    standing: standing(of, states(of, primaries, changed), NOW),
    wellSince: NOW - 400_000, lastMoveAt: 0, healthySeconds: 300, told: false, ...over,
  });
}

describe('R12, Sentinel: the preferred domain', () => {
  test('the primary moves to the replica there', () => {
    expect(decision(preferring, ['node-1'])).toMatchObject({ move: { from: 'node-1', to: 'node-3' }, why: expect.stringContaining('preferred') as string });
  });

  test('no move without gain', () => {
    expect(decision(preferring, ['node-3'])).toEqual({ why: 'node-3 is in zone-3' });
    expect(decision(sentinelPlan({}), ['node-1'], { told: true }).move).toBeUndefined();
  });

  test('nor to a replica that may not take over', () => {
    expect(decision(preferring, ['node-1'], {}, { 'node-3': { redis: linked('node-1', { priority: 0 }) } })).toEqual({
      why: expect.stringContaining('no replica may take over') as string,
    });
  });
});

describe('R12: when', () => {
  const moves = (over: Partial<BalanceFacts>, of = preferring): boolean => decision(of, ['node-1'], over).move !== undefined;

  test('one elected agent', () => {
    expect(moves({ node: 'node-2' })).toBe(false);
    expect(moves({ node: 'node-2', told: true })).toBe(false);
  });

  test('everything has been well for minutes', () => {
    expect(moves({ wellSince: NOW - 299_000 })).toBe(false);
    expect(moves({ wellSince: 0 })).toBe(false);
    expect(moves({ wellSince: NOW - 300_000 })).toBe(true);
  });

  test('a cooldown after a move', () => {
    expect(moves({ lastMoveAt: NOW - 599_000 })).toBe(false);
    expect(moves({ lastMoveAt: NOW - 600_000 })).toBe(true);
  });

  test('never during a copy, and then not by order either', () => {
    const copying = { 'node-2': { redis: linked('node-1', { copying: true }) } };
    expect(decision(preferring, ['node-1'], {}, copying).why).toBe('not now: node-2 is copying');
    expect(decision(preferring, ['node-1'], { told: true }, copying).why).toBe('not now: node-2 is copying');
  });

  test('in the window, or at once by order', () => {
    const at = (startUtc: string): DeploymentPlan =>
      sentinelPlan({ preferredDomain: 'zone-3', when: BalanceWhen.IN_WINDOW, window: { startUtc, minutes: 30 } });
    expect(moves({}, at('11:45'))).toBe(true);
    expect(moves({}, at('13:00'))).toBe(false);
    expect(moves({ told: true, wellSince: NOW, lastMoveAt: NOW }, at('13:00'))).toBe(true);
  });

  test('never means never, except by order', () => {
    const never = sentinelPlan({ preferredDomain: 'zone-3', when: BalanceWhen.NEVER });
    expect(moves({}, never)).toBe(false);
    expect(moves({ told: true }, never)).toBe(true);
  });
});

describe('R12: the window', () => {
  const sunday = Date.UTC(2026, 10, 22);
  const at = (hours: number): number => sunday + hours * 3_600_000;

  test('from its beginning until its end', () => {
    const window = { startUtc: '03:00', minutes: 60 };
    expect([2.99, 3, 3.99, 4].map((hour) => within(window, at(hour)))).toEqual([false, true, true, false]);
  });

  test('on its day only, also past midnight', () => {
    const window = { day: 0, startUtc: '23:30', minutes: 60 };
    expect([23.6, 24.4, 24.6, 47.6, -0.4].map((hour) => within(window, at(hour)))).toEqual([true, true, false, false, false]);
  });
});

describe('R12, Cluster: no failure domain holds a majority of the primaries', () => {
  const cluster = clusterPlan();
  const domainOf = (node: string): string => cluster.nodes.find(({ name }) => name === node)!.failureDomain;
  /** Shard by shard the node in that domain, else its first. */
  const drifted = (domain: string): string[] => [1, 2, 3].map((shard) => {
    const members = cluster.nodes.filter((node) => node.shard === shard);
    return (members.find(({ failureDomain }) => failureDomain === domain) ?? members[0]!).name;
  });

  test('spread as planned, nothing moves', () => {
    expect(decision(cluster, ['shard-1-1', 'shard-2-1', 'shard-3-1']).move).toBeUndefined();
  });

  test.each(['zone-1', 'zone-2', 'zone-3'])('after a drift into %s one moves out, and then it is spread', (domain) => {
    const primaries = drifted(domain);
    const counts = (nodes: string[]): number => Math.max(...['zone-1', 'zone-2', 'zone-3'].map((zone) =>
      nodes.filter((node) => domainOf(node) === zone).length));
    expect(counts(primaries)).toBe(2);
    const { move, why } = decision(cluster, primaries);
    expect(why).toContain(`${domain} holds 2 of 3 primaries`);
    expect(domainOf(move!.from)).toBe(domain);
    expect(counts(primaries.map((node) => (node === move!.from ? move!.to : node)))).toBe(1);
  });

  test('no move to a domain that would then hold as many', () => {
    const two = drifted('zone-1');
    const heavy = two.filter((node) => domainOf(node) === 'zone-1');
    const elsewhere = heavy.map((leader) => cluster.nodes.find((node) => node.name !== leader
      && node.shard === cluster.nodes.find(({ name }) => name === leader)!.shard)!.name);
    // Of the two that could leave only the one whose replica is beside the third primary remains.
    const third = two.find((node) => domainOf(node) !== 'zone-1')!;
    const bad = elsewhere.filter((node) => domainOf(node) !== domainOf(third));
    const lame = Object.fromEntries(bad.map((node) => [node, {
      redis: linked(heavy[elsewhere.indexOf(node)]!, { priority: 0 }),
    }]));
    expect(decision(cluster, two, {}, lame)).toEqual({ why: expect.stringContaining('no replica elsewhere') as string });
  });
});
