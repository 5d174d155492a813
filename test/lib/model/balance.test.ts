import { BalanceWhen, TopologyKind, validateBalance, type BalanceRule } from '../../../lib/model';

const domains = ['zone-1', 'zone-2', 'zone-3'];
const { CLUSTER, REPLICATION, SENTINEL } = TopologyKind;
const window = { startUtc: '23:30', minutes: 90 };

test.each<[string, BalanceRule, TopologyKind]>([
  ['nothing declared', {}, REPLICATION],
  ['never, anywhere', { when: BalanceWhen.NEVER }, REPLICATION],
  ['a preferred domain', { preferredDomain: 'zone-2' }, SENTINEL],
  ['a preferred domain at once', { preferredDomain: 'zone-2', when: BalanceWhen.AT_ONCE }, SENTINEL],
  ['a window over midnight', { window: { ...window, day: 0 } }, CLUSTER],
  ['a whole Saturday', { when: BalanceWhen.IN_WINDOW, window: { day: 6, startUtc: '00:00', minutes: 1440 } }, CLUSTER],
])('%s is a rule', (_, rule, kind) => {
  expect(validateBalance(rule, kind, domains)).toBe(rule);
});

test.each<[string, BalanceRule, TopologyKind, string]>([
  ['an unknown word', { when: 'daily' as BalanceWhen }, CLUSTER, 'balance.when: got "daily"; use one of never, in-window, at-once'],
  ['replication at once', { when: BalanceWhen.AT_ONCE }, REPLICATION, 'balance.when: got at-once with replication'],
  ['replication with a domain', { preferredDomain: 'zone-1' }, REPLICATION, 'balance.preferredDomain: got "zone-1" with replication'],
  ['replication with a window', { window }, REPLICATION, 'balance.window: is given, but nothing would be moved in it; leave it out'],
  ['a Cluster with a domain', { preferredDomain: 'zone-1' }, CLUSTER, 'balance.preferredDomain: a Cluster spreads its primaries'],
  ['a domain that is not there', { preferredDomain: 'zone-4' }, SENTINEL, 'balance.preferredDomain: got "zone-4"; use one of zone-1, zone-2, zone-3'],
  ['Sentinel without a domain', { when: BalanceWhen.IN_WINDOW }, SENTINEL, 'balance.when: got in-window without balance.preferredDomain'],
  ['a window without a domain', { window }, SENTINEL, 'balance.window: is given, but nothing would be moved in it; declare balance.preferredDomain'],
  ['a window and at once', { window, when: BalanceWhen.AT_ONCE }, CLUSTER, 'balance.window: is given, but balance.when is at-once'],
  ['an eighth day', { window: { ...window, day: 7 } }, CLUSTER, 'balance.window.day: got 7; give a whole number from 0 to 6'],
  ['a time that is none', { window: { ...window, startUtc: '24:00' } }, CLUSTER, 'balance.window.startUtc: got "24:00"; give hours and minutes'],
  ['a blink', { window: { ...window, minutes: 1 } }, CLUSTER, 'balance.window.minutes: got 1; give a whole number from 5 to 1440'],
])('%s is refused', (_, rule, kind, message) => {
  expect(() => validateBalance(rule, kind, domains)).toThrow(message);
});
