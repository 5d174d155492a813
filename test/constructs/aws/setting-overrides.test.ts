import { CfnParameter, Duration, Size } from 'aws-cdk-lib';
import { inPropNames, secondsOf, settingOverrides } from '../../../constructs/aws/setting-overrides';
import { aStack } from './stacks';

test('durations are seconds with fractions, sizes are bytes, the rest is as it is', () => {
  expect(settingOverrides({
    downAfter: Duration.millis(1500), stopTimeout: Duration.minutes(2), maxMemory: Size.mebibytes(2),
    replBacklog: Size.gibibytes(1),
    minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru',
  })).toEqual({
    downAfterSeconds: 1.5, stopTimeoutSeconds: 120, maxMemoryBytes: 2 * 1024 ** 2, replBacklogBytes: 1024 ** 3,
    minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru',
  });
});

test('what is left out stays derived', () => {
  expect(settingOverrides()).toEqual({});
  expect(Object.keys(settingOverrides({ downAfter: undefined }))).toEqual([]);
});

test('a duration that is known at deployment only is refused by its name', () => {
  const later = Duration.seconds(new CfnParameter(aStack(), 'Later', { type: 'Number' }).valueAsNumber);
  expect(() => settingOverrides({ fenceAfter: later })).toThrow(/^overrides\.fenceAfter: its value is only known at deployment.*literal Duration/);
  expect(secondsOf('x', Duration.hours(1))).toBe(3600);
});

test.each([
  ['name: got "X"', 'deploymentName: got "X"'],
  ['overrides.downAfterSeconds: got 1; the name: stays', 'overrides.downAfter: got 1; the name: stays'],
  ['overrides.maxMemoryBytes: got 1', 'overrides.maxMemory: got 1'],
  ['overrides.minReplicasToWrite: got 1', 'overrides.minReplicasToWrite: got 1'],
  ['topology.replicas and topology.shards', 'replicas and shards'],
  ['moved: no node', 'moveNodes: no node'],
  ['use Topology.sentinel() or Topology.cluster', 'use RedisSentinel or RedisCluster'],
  ['failureDomains: got 1, nodeMemoryBytes too', 'vpcSubnets: got 1, nodeMemory too'],
])('%s', (message, said) => {
  expect(inPropNames(message)).toBe(said);
});
