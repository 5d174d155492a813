import * as pulumi from '@pulumi/pulumi';
import { settingOverrides } from '../../../../constructs/pulumi/shared';

test('overrides get the names and units of the plan', () => {
  expect(settingOverrides({ downAfter: '1500ms', maxMemory: '1GiB', minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru', replTimeout: undefined }))
    .toEqual({ downAfterSeconds: 1.5, maxMemoryBytes: 1024 ** 3, minReplicasToWrite: 0, maxMemoryPolicy: 'allkeys-lru' });
  expect(settingOverrides()).toEqual({});
});

test.each([
  [{ downAfter: '5' }, /^overrides\.downAfter: got "5"/],
  [{ replBacklog: '5s' }, /^overrides\.replBacklog: got "5s"/],
  [{ minReplicasToWrite: pulumi.output(1) as never }, /^overrides\.minReplicasToWrite: is an output/],
])('%p is refused by name', (overrides, message) => {
  expect(() => settingOverrides(overrides)).toThrow(message);
});
