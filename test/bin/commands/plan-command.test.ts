import { existsSync, readFileSync } from 'node:fs';
import { parsePlan } from '../../../lib/plan/parse';
import { demo, folder, invoked } from './invoked';

const files = folder();
afterAll(() => files.remove());

test('without flags: the default deployment, readable', async () => {
  const { code, out, err } = await invoked('plan');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('demo: redis-7.0, 3 data nodes, 3 Sentinels (quorum 2), 3 failure domains, plaintext');
  expect(out).toContain('RTO 5 s, RPO 5 s: kept');
  expect(out).toMatch(/downAfterSeconds +0\.6 s +derived +half of what objectives\.rto/);
});

test('flags become the plan, which is written and printed as JSON', async () => {
  const file = files.file('orders.redis-ha.json');
  const { code, out, err } = await invoked('plan', '--name', 'orders', '--engine', 'valkey-8.1', '--replicas', '3', '--sentinels', '5', '--quorum', '4',
    '--placement', 'own-nodes', '--rpo', '10s', '--rto', '1m', '--domains', '4', '--memory', '4GiB', '--fsync', 'always', '--transport', 'tls',
    '--override', 'downAfterSeconds=1500ms', '--override', 'replBacklogBytes=128MiB', '--override', 'maxMemoryPolicy=allkeys-lru', '--out', file, '--json');
  expect([code, err]).toEqual([0, `written to ${file}\n`]);
  const written = parsePlan(readFileSync(file, 'utf8'), file);
  expect(JSON.parse(out)).toEqual(written);
  expect(written).toMatchObject({
    name: 'orders', engine: { name: 'valkey-8.1' }, topology: { replicas: 3, sentinels: 5, quorum: 4 }, transport: 'tls',
    objectives: { rpoSeconds: 10, rtoSeconds: 60 }, nodeMemoryBytes: 2 ** 32,
    settings: { downAfterSeconds: 1.5, replBacklogBytes: 2 ** 27, maxMemoryPolicy: 'allkeys-lru', appendfsync: 'always' },
  });
  expect(written.failureDomains).toHaveLength(4);
  expect(written.nodes).toHaveLength(9);
});

test('a Cluster: shards, first primaries, and when primaries are moved', async () => {
  const { code, out, err } = await invoked('plan', '--topology', 'cluster', '--shards', '5', '--rto', '10s', '--balance-window', 'sun 23:00/2h');
  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('demo: redis-7.0, Cluster of 5 shards with 1 replica each, 10 data nodes, 3 failure domains, plaintext');
  expect(out).toMatch(/^NODE +SHARD +FAILURE DOMAIN/m);
  expect(out.match(/primary at first :6379/g)).toHaveLength(5);
  expect(out).toMatch(/^shard-4-2 +4 +zone-2 +replica :6379 +shard-4-2\.demo/m);
  expect(out).toContain('on Sundays from 23:00 UTC for 120 minutes');
  expect(out).toMatch(/downAfterSeconds .* not used by cluster/);
});

test('replication: what counts from the order to fail over, and who copies from whom', async () => {
  const { code, out } = await invoked('plan', '--topology', 'replication', '--replicas', '3', '--cascaded', '1');
  expect(code).toBe(0);
  expect(out).toContain('demo: redis-7.0, replication, 4 data nodes (1 cascaded), 3 failure domains, plaintext');
  expect(out).toMatch(/^node-4 +zone-1 +replica of node-2 :6379/m);
  expect(out).toMatch(/^primary is failed over, from the order +15\.5 s/m);
  expect(out).toContain('RTO 60 s, RPO 5 s: kept');
  expect(out).toContain('warning topology: nobody fails over by himself');
});

test('a preferred domain is shown with its time', async () => {
  const { code, out } = await invoked('plan', '--preferred-domain', 'zone-2', '--balance', 'at-once');
  expect(code).toBe(0);
  expect(out).toContain('When the primary is outside zone-2, it is handed over to a node there, as soon as');
});

test('an existing file is shown', async () => {
  const file = files.file('demo.redis-ha.json', demo);
  const { code, out } = await invoked('plan', file, '--json');
  expect([code, JSON.parse(out)]).toEqual([0, demo]);
});

test('a plan that keeps less than it declares is shown, not written, and the exit code says so', async () => {
  const file = files.file('never.redis-ha.json');
  const { code, out, err } = await invoked('plan', '--rto', '1s', '--out', file);
  expect(code).toBe(1);
  expect(out).toContain('error   objectives.rto: 1 s is tighter than detection, election and rediscovery can be kept: 4.3 s');
  expect(out).toContain('NOT kept');
  expect(err).toContain('not written');
  expect(existsSync(file)).toBe(false);
});

test.each<[string, string[], string]>([
  ['two Sentinels', ['--sentinels', '2'], 'topology.sentinels: got 2: with fewer than 3'],
  ['even Sentinels', ['--sentinels', '4'], 'topology.sentinels: got 4: an even number'],
  ['quorum 1', ['--quorum', '1'], 'topology.quorum: got 1 of 3'],
  ['RPO 0', ['--rpo', '0'], 'objectives.rpo: got 0: replication is asynchronous'],
  ['RPO 0 s', ['--rpo', '0s'], 'objectives.rpo: got 0: replication is asynchronous'],
  ['RPO without a unit', ['--rpo', '5'], '--rpo: got "5"; give a duration with a unit'],
  ['an unknown engine', ['--engine', 'redis-6'], 'engine: unknown engine "redis-6"; use one of redis-7.0'],
  ['an unknown setting', ['--override', 'x=1'], 'overrides.x: no such setting; use one of'],
  ['an override without a value', ['--override', 'downAfterSeconds'], '--override: got "downAfterSeconds"; give key=value'],
  ['an override that is no duration', ['--override', 'downAfterSeconds=soon'], 'overrides.downAfterSeconds: got "soon"; give a duration'],
  ['a count that is a word', ['--replicas', 'two'], '--replicas: got "two"; give a whole number'],
  ['a size without a unit', ['--memory', '4'], '--memory: got "4"; give a size with a unit'],
  ['an unknown placement', ['--placement', 'moon'], '--placement: got "moon"; use one of beside-data, own-nodes'],
  ['an unknown topology', ['--topology', 'ring'], '--topology: got "ring"; use one of replication, sentinel, cluster'],
  ['shards of one data set', ['--shards', '3'], '--shards: has no meaning with --topology sentinel; leave it out, or use --topology cluster'],
  ['Sentinels of a Cluster', ['--topology', 'cluster', '--sentinels', '3'], '--sentinels: has no meaning with --topology cluster'],
  ['a domain for a Cluster', ['--topology', 'cluster', '--preferred-domain', 'zone-1'], '--preferred-domain: has no meaning with --topology cluster'],
  ['cascades under Sentinels', ['--cascaded', '1'], '--cascaded: has no meaning with --topology sentinel'],
  ['two shards', ['--topology', 'cluster', '--shards', '2'], 'topology.shards: got 2'],
  ['nothing but cascades', ['--topology', 'replication', '--cascaded', '1'], 'topology.cascaded: got 1 of 1 replicas'],
  ['a setting of Sentinels in a Cluster', ['--topology', 'cluster', '--override', 'downAfterSeconds=1s'],
    'overrides.downAfterSeconds: has no meaning in a cluster topology; remove it'],
  ['balance without a place', ['--balance', 'at-once'], 'balance.when: got at-once without balance.preferredDomain'],
  ['a window that is none', ['--topology', 'cluster', '--balance-window', '3am'], '--balance-window: got "3am"; give a time in UTC and how long'],
  ['a file and a long flag', ['demo.redis-ha.json', '--balance-window', '03:00/1h'], '--balance-window: cannot change the plan in'],
  ['an unknown flag', ['--replica', '2'], "unknown option '--replica'"],
  ['a file and a flag', ['demo.redis-ha.json', '--rto', '9s'], '--rto: cannot change the plan in demo.redis-ha.json'],
  ['a file that is not there', ['nowhere.redis-ha.json'], 'plan: there is no nowhere.redis-ha.json; name a file that ends in .redis-ha.json'],
])('bad input: %s', async (_, words, message) => {
  const { code, out, err } = await invoked('plan', ...words);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  expect(err).not.toMatch(/\n\s+at /);
});

test.each([
  ['one zone', ['--domains', '1'], 'failureDomains: got 1'],
  ['replication with an RTO that needs a failover', ['--topology', 'replication', '--rto', '5s'],
    'objectives.rto: 5 s is less than replication can keep: service returns by restart and load (20.93 s for a full node)'],
  ['copies that fail together', ['--topology', 'cluster', '--replicas', '3'], 'topology.replicas: shard 1 would have two of its 4 copies in zone-1'],
  ['an override that breaks the RTO', ['--override', 'downAfterSeconds=10s'], 'overrides.downAfterSeconds: overrides.downAfterSeconds lets a failover take'],
])('findings: %s', async (_, words, message) => {
  const { code, out } = await invoked('plan', ...words);
  expect(code).toBe(1);
  expect(out).toContain(message);
});

test('a broken file and a newer one say which field and what to do', async () => {
  const broken = await invoked('plan', files.file('broken.redis-ha.json', '{'));
  expect([broken.code, broken.err]).toEqual([2, expect.stringMatching(/broken\.redis-ha\.json: plan: is not JSON/)]);
  const newer = await invoked('plan', files.file('newer.redis-ha.json', JSON.stringify({ ...demo, schemaVersion: 2 })));
  expect([newer.code, newer.err]).toEqual([2,
    expect.stringMatching(/schemaVersion: this plan has schemaVersion 2; this version reads up to 1; upgrade redis-ha-constructs/)]);
});
