import { BalanceWhen, Topology, TopologyKind, type BalanceRule } from '../../../lib/model';
import { balanceText } from '../../../lib/plan';
import { planBalance } from '../../../lib/plan/balance';
import { demoSpec } from './specs';

const domains = ['zone-1', 'zone-2', 'zone-3'];

function balanceOf(topology: Topology, balance?: BalanceRule) {
  return planBalance(demoSpec({ topology, balance }), domains);
}

test('a Cluster is balanced at night, one primary never unless it belongs somewhere', () => {
  expect(balanceOf(Topology.cluster())).toMatchObject({ when: 'in-window', window: { startUtc: '03:00', minutes: 60 } });
  expect(balanceOf(Topology.sentinel())).toEqual({ when: 'never', because: expect.stringContaining('no preferred domain') });
  expect(balanceOf(Topology.replication())).toEqual({ when: 'never', because: expect.stringContaining('told to') });
  expect(balanceOf(Topology.sentinel(), { preferredDomain: 'zone-2' }))
    .toMatchObject({ when: 'in-window', window: { startUtc: '03:00' }, preferredDomain: 'zone-2' });
});

test('what is declared is taken', () => {
  const window = { day: 2, startUtc: '22:15', minutes: 30 };
  expect(balanceOf(Topology.cluster(), { window })).toMatchObject({ when: 'in-window', window });
  expect(balanceOf(Topology.cluster(), { when: BalanceWhen.AT_ONCE })).toEqual({ when: 'at-once', because: expect.any(String) });
  expect(balanceOf(Topology.cluster(), { when: BalanceWhen.NEVER })).toEqual({ when: 'never', because: 'declared by balance.when' });
});

test('the rule in words says when, what and why', () => {
  const words = (topology: Topology, rule?: BalanceRule): string => balanceText(balanceOf(topology, rule), topology.kind);
  expect(words(Topology.cluster())).toMatch(/^When a failure domain holds a majority of the primaries, .*every day from 03:00 UTC for 60 minutes/);
  expect(words(Topology.cluster(), { window: { day: 0, startUtc: '01:00', minutes: 45 } })).toContain('on Sundays from 01:00 UTC for 45 minutes');
  expect(words(Topology.sentinel(), { preferredDomain: 'zone-3', when: BalanceWhen.AT_ONCE }))
    .toMatch(/^When the primary is outside zone-3, .*as soon as every node has been well.*declares that the primary belongs in zone-3\.$/);
  expect(balanceText(balanceOf(Topology.replication()), TopologyKind.REPLICATION)).toMatch(/never moved by themselves/);
});
