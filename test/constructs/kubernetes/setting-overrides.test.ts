import * as cdk from 'aws-cdk-lib';
import { Duration, Size } from 'cdk8s';
import { bytesOf, inPropNames, secondsOf, settingOverrides } from '../../../constructs/kubernetes/setting-overrides';

test('durations are seconds with fractions, sizes are bytes, the rest is as it is', () => {
  expect(settingOverrides({
    downAfter: Duration.millis(1500), stopTimeout: Duration.minutes(2), maxMemory: Size.mebibytes(2),
    replBacklog: Size.gibibytes(1), minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru',
  })).toEqual({
    downAfterSeconds: 1.5, stopTimeoutSeconds: 120, maxMemoryBytes: 2 * 1024 ** 2, replBacklogBytes: 1024 ** 3,
    minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru',
  });
});

test('what is left out stays derived', () => {
  expect(settingOverrides()).toEqual({});
  expect(Object.keys(settingOverrides({ downAfter: undefined }))).toEqual([]);
});

test('those of the CDK are as good, in a CDK app', () => {
  expect(settingOverrides({ downAfter: cdk.Duration.seconds(2) as never, maxMemory: cdk.Size.mebibytes(1) as never }))
    .toEqual({ downAfterSeconds: 2, maxMemoryBytes: 1024 ** 2 });
});

test('a number without a unit is refused by its name', () => {
  expect(() => secondsOf('objectives.rpo', 5 as never)).toThrow(/^objectives\.rpo: got 5; give a Duration of cdk8s/);
  expect(() => bytesOf('nodeMemory', undefined as never)).toThrow(/^nodeMemory: got undefined; give a Size of cdk8s/);
});

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
