import { checkBackedUpName, checkBackedUpPort, checkBackedUpRedis } from '../../../lib/aws';

const REDIS = { nodes: ['10.0.0.1'], securityGroups: ['sg-1'], shards: 1 };

test('servers that can be reached', () => {
  expect(() => checkBackedUpRedis(REDIS)).not.toThrow();
  expect(checkBackedUpPort(0, 6380)).toBe(6380);
  expect(() => checkBackedUpName('sessions-2')).not.toThrow();
});

test.each([
  [() => checkBackedUpRedis({ ...REDIS, nodes: [] }), /source\.nodes: is empty/],
  [() => checkBackedUpRedis({ ...REDIS, securityGroups: [] }), /source\.securityGroups: is empty/],
  [() => checkBackedUpRedis({ ...REDIS, shards: 0 }), /source\.shards: got 0/],
  [() => checkBackedUpPort(3, 70_000), /source\.nodes\[3\]\.port: got 70000/],
  [() => checkBackedUpName('Sessions'), /source\.deploymentName: got "Sessions"/],
])('others are refused, naming the prop (%#)', (wrong, message) => {
  expect(wrong).toThrow(message);
});
