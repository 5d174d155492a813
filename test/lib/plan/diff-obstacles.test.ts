import { Engine, Transport } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { diffPlans } from '../../../lib/plan/diff';
import { demoSpec, withOverrides } from './specs';

function obstacles(from: string, to: string): string[] {
  const planned = (engine: string) => plan(demoSpec({ engine: Engine.of(engine) }));
  return diffPlans(planned(from), planned(to)).obstacles.map(({ reason }) => reason);
}

test.each([['redis-7.0', 'redis-8.0'], ['redis-7.0', 'valkey-8.1'], ['redis-7.2', 'valkey-9.0'], ['valkey-8.1', 'valkey-9.0']])(
  '%s becomes %s in place', (from, to) => {
    expect(obstacles(from, to)).toEqual([]);
  });

test.each([
  ['redis-8.0', 'redis-7.2', 'redis-7.2 cannot read the data files of redis-8.0 (RDB version 12, its own is 11)'],
  ['redis-8.0', 'valkey-8.1', 'valkey-8.1 refuses the data files of redis-8.0 (RDB version 12 belongs to Redis alone)'],
  ['redis-8.0', 'valkey-9.0', 'valkey-9.0 refuses the data files of redis-8.0 (RDB version 12 belongs to Redis alone)'],
  ['valkey-9.0', 'redis-8.0', 'redis-8.0 cannot read the data files of valkey-9.0 (RDB version 80, its own is 12)'],
])('%s does not become %s', (from, to, reason) => {
  expect(obstacles(from, to)).toEqual([reason]);
});

test('plans of two deployments are not a change', () => {
  const diff = diffPlans(plan(demoSpec()), plan(demoSpec({ name: 'other' })));
  expect(diff.obstacles.map((finding) => finding.id)).toEqual(['other-deployment']);
  expect(diff.empty).toBe(false);
});

test('what clients and operators must know comes as a warning', () => {
  const before = plan(demoSpec());
  const after = { ...plan(withOverrides({ maxMemoryBytes: 2 ** 29 })), ports: { redis: 7000, sentinel: 26379, agent: 8379 } };
  expect(diffPlans(before, { ...after, nodeMemoryBytes: 2 ** 32 }).warnings.map((finding) => finding.id))
    .toEqual(['addresses-change', 'instance-size', 'less-memory']);
});

test.each([
  [Transport.PLAINTEXT, Transport.BOTH, [], []],
  [Transport.BOTH, Transport.TLS, [], ['clients that speak plaintext are cut off and cannot connect any more']],
  [Transport.BOTH, Transport.PLAINTEXT, [], ['clients that speak tls are cut off and cannot connect any more']],
  [Transport.TLS, Transport.BOTH, [], []],
])('from %s to %s servers change while they run', (from, to, refusals, warnings) => {
  const diff = diffPlans(plan(demoSpec({ transport: from })), plan(demoSpec({ transport: to })));
  expect(diff.obstacles.map(({ reason }) => reason)).toEqual(refusals);
  expect(diff.warnings.map(({ reason }) => reason)).toEqual(warnings);
  expect(diff.settings.filter(({ component, how }) => component === 'redis' && how === 'restart')).toEqual([]);
});

test('from plaintext to TLS or back only by way of both', () => {
  const [plaintext, tls] = [Transport.PLAINTEXT, Transport.TLS].map((transport) => plan(demoSpec({ transport })));
  for (const diff of [diffPlans(plaintext!, tls!), diffPlans(tls!, plaintext!)]) {
    expect(diff.obstacles.map(({ id }) => id)).toEqual(['transport-at-once']);
    expect(diff.obstacles[0]!.fix).toMatch(/"both"/);
  }
});
