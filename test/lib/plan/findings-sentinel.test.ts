import { Topology, type SentinelOptions, type SettingOverrides } from '../../../lib/model';
import type { Finding } from '../../../lib/plan';
import { sentinelFindings } from '../../../lib/plan/findings-sentinel';
import { reviewed } from './reviewed';
import { withOverrides } from './specs';

const found = (options: SentinelOptions, failureDomains = 3, overrides: SettingOverrides = {}): Finding[] =>
  sentinelFindings(reviewed(withOverrides(overrides, { topology: Topology.sentinel(options), failureDomains })));

test('three of everything over three domains: nothing to report', () => {
  expect(found({})).toEqual([]);
});

test('the domain with two of three Sentinels', () => {
  expect(found({}, 2)).toEqual([{
    severity: 'warning', id: 'domain-holds-majority', field: 'failureDomains',
    reason: 'the loss of zone-1 leaves 1 of 3 Sentinels, no majority, so nothing fails over',
    fix: 'use three failure domains; until then `redis-ha promote --evidence` is the way out',
  }]);
  expect(found({ replicas: 4, sentinels: 5 }, 2)[0]!.fix).toMatch(/^use three failure domains or fewer Sentinels; /);
});

test('a majority that is left and still below the quorum', () => {
  expect(found({ replicas: 4, sentinels: 5, quorum: 4 })[0]).toEqual({
    severity: 'warning', id: 'domain-holds-quorum', field: 'topology.quorum',
    reason: 'the loss of zone-1 leaves 3 of 5 Sentinels, fewer than the quorum of 4, so nothing fails over', fix: 'use a quorum of 3',
  });
});

test('a domain with every replica and too many Sentinels is an error, and reported once', () => {
  const taken = found({}, 1);
  expect(taken).toEqual([{
    severity: 'error', id: 'domain-takes-everything', field: 'topology', fix: 'use three failure domains or more replicas',
    reason: 'the loss of zone-1 takes every replica and leaves 0 of 3 Sentinels, too few for a failover',
  }]);
  const quorum = found({ replicas: 1, sentinels: 5, quorum: 4 }).find(({ id }) => id === 'domain-takes-everything');
  expect(quorum).toMatchObject({ severity: 'error', fix: 'use a quorum of 3 or more replicas' });
});

test('one replica: either the survivor takes no writes, or a cut-off primary is stopped by its agent only', () => {
  const [off] = found({ replicas: 1 }, 3, { minReplicasToWrite: 0, fenceAfterSeconds: 2.5 });
  expect(off).toMatchObject({ severity: 'warning', id: 'one-replica', reason: expect.stringContaining('only by its agent, after 4.5 s') });
  const [on] = found({ replicas: 1 }, 3, { minReplicasToWrite: 1 });
  expect(on).toMatchObject({ id: 'one-replica', reason: expect.stringContaining('refuses writes until its peer returns') });
});
