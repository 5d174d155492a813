import { specOf, type PlanFlags } from '../../../bin/commands/plan-spec';
import { Topology } from '../../../lib/model';

test('without flags: a demonstration with Sentinels over three domains', () => {
  const spec = specOf({});
  expect(spec).toMatchObject({ name: 'demo', objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3 });
  expect(spec.engine.name).toBe('redis-7.0');
  expect(spec.topology).toEqual(Topology.sentinel());
  expect([spec.nodeMemoryBytes, spec.persistence, spec.transport, spec.balance,
    spec.overrides]).toEqual(Array(5).fill(undefined));
});

test('replication has a longer recovery time, unless one is given', () => {
  expect(specOf({ topology: 'replication' }).objectives.rtoSeconds).toBe(60);
  expect(specOf({ topology: 'cluster' }).objectives.rtoSeconds).toBe(5);
  expect(specOf({ topology: 'replication', rto: '2m' }).objectives.rtoSeconds).toBe(120);
});

test('every flag reaches what it declares', () => {
  const spec = specOf({
    name: 'orders', engine: 'redis-8.0', rpo: '500ms', rto: '1m', domains: '4', memory: '2GiB', fsync: 'always', transport: 'tls',
    balance: 'in-window', balanceWindow: 'sun 03:00/2h', preferredDomain: 'zone-2', override: ['downAfterSeconds=2s', 'maxMemoryPolicy=allkeys-lru'],
  });
  expect(spec).toMatchObject({
    name: 'orders', objectives: { rpoSeconds: 0.5, rtoSeconds: 60 }, failureDomains: 4, nodeMemoryBytes: 2 * 1024 ** 3,
    persistence: { appendfsync: 'always' }, transport: 'tls',
    balance: { when: 'in-window', window: { day: 0, startUtc: '03:00', minutes: 120 }, preferredDomain: 'zone-2' },
    overrides: { downAfterSeconds: 2, maxMemoryPolicy: 'allkeys-lru' },
  });
  expect(spec.engine.name).toBe('redis-8.0');
});

test.each<[PlanFlags, Topology]>([
  [{ replicas: '4', sentinels: '5', quorum: '4', placement: 'own-nodes' },
    Topology.sentinel({ replicas: 4, sentinels: 5, quorum: 4, placement: 'own-nodes' as never })],
  [{ topology: 'cluster', shards: '5', replicas: '2' }, Topology.cluster({ shards: 5, replicas: 2 })],
  [{ topology: 'replication', replicas: '3', cascaded: '1' }, Topology.replication({ replicas: 3, cascaded: 1 })],
])('%j', (flags, topology) => {
  expect(specOf(flags).topology).toEqual(topology);
});

test.each<[PlanFlags, RegExp]>([
  [{ shards: '3' }, /^--shards: has no meaning with --topology sentinel.*use --topology cluster/],
  [{ topology: 'cluster', sentinels: '3' }, /^--sentinels: has no meaning with --topology cluster.*use --topology sentinel/],
  [{ topology: 'replication', preferredDomain: 'zone-1' }, /^--preferred-domain: has no meaning with --topology replication/],
  [{ topology: 'cluster', cascaded: '1' }, /^--cascaded: .*use --topology replication/],
  [{ topology: 'ring' }, /^--topology: got "ring"/],
  [{ engine: 'redis-0.9' }, /redis-0\.9/],
  [{ replicas: 'two' }, /^--replicas: got "two"/],
  [{ domains: '-1' }, /^--domains: got "-1"/],
  [{ rpo: '5' }, /^--rpo: got "5"/],
  [{ rto: 'soon' }, /^--rto: got "soon"/],
  [{ memory: '2' }, /^--memory: got "2"/],
  [{ fsync: 'never' }, /^--fsync: got "never"/],
  [{ transport: 'smoke' }, /^--transport: got "smoke"/],
  [{ placement: 'anywhere' }, /^--placement: got "anywhere"/],
  [{ balance: 'always' }, /^--balance: got "always"/],
  [{ balanceWindow: 'night' }, /^--balance-window: got "night"/],
  [{ override: ['downAfterSeconds'] }, /^--override: got "downAfterSeconds"/],
])('%j is refused by the flag that was typed', (flags, why) => {
  expect(() => specOf(flags)).toThrow(why);
});

test('one flag of balance makes a rule of it alone', () => {
  expect(specOf({ preferredDomain: 'zone-2' }).balance).toEqual({ when: undefined, window: undefined, preferredDomain: 'zone-2' });
});

test('another region: what it holds, and what it must keep', () => {
  expect(specOf({ replicaRegion: 'warm', domains: '2', lease: '5s', replicaRto: '20m' }).replicaRegion).toEqual({
    strategy: 'warm', failureDomains: 2, leaseSeconds: 5, objectives: { rpoSeconds: 10, rtoSeconds: 1200 },
  });
  expect(specOf({}).replicaRegion).toBeUndefined();
  expect(() => specOf({ replicaRegion: 'hot' })).toThrow('--replica-region');
  expect(() => specOf({ whenUnsure: 'stop-writes' })).toThrow('--when-unsure');
});
