import { inPropNames } from '../../../lib/manifests';

test.each([
  ['name: got "X"', 'deploymentName: got "X"'],
  ['overrides.downAfterSeconds: got 1; the name: stays', 'overrides.downAfter: got 1; the name: stays'],
  ['overrides.maxMemoryBytes: got 1', 'overrides.maxMemory: got 1'],
  ['topology.replicas and topology.shards', 'replicas and shards'],
  ['use Topology.sentinel() or Topology.cluster', 'use RedisSentinel or RedisCluster'],
  ['failureDomains: got 1, nodeMemoryBytes too', 'scheduling.zones: got 1, nodeMemory too'],
  ['placement.hosts: two; the storage: stays', 'scheduling.hosts: two; the storage: stays'],
  ['storage: got 1', 'volume.size: got 1'],
  ['namespace: not given', 'namespace of the chart: not given'],
])('%s', (message, said) => {
  expect(inPropNames(message)).toBe(said);
});

test('each framework has its own word for the namespace', () => {
  expect(inPropNames('namespace: not given', 'namespace')).toBe('namespace: not given');
});
