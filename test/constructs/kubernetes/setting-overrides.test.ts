import * as cdk from 'aws-cdk-lib';
import { Duration, Size } from 'cdk8s';
import { bytesOf, secondsOf, settingOverrides } from '../../../constructs/kubernetes/setting-overrides';

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
