import { backupAlarms } from '../../../lib/aws';

const INPUT = {
  deployment: 'cache', functionName: 'function', queueName: 'queue', timeoutSeconds: 300, verify: true,
  window: { periodSeconds: 300, periods: 28 },
};

test('silence is an alarm about backups, and none about failures', () => {
  const { failed, absent, slow, givenUp } = backupAlarms(INPUT);
  expect([failed, absent, slow, givenUp].map(({ silence }) => silence)).toEqual(['notBreaching', 'breaching', 'notBreaching', 'notBreaching']);
  expect(absent).toMatchObject({ comparison: 'LessThanThreshold', threshold: 1, periods: 28, datapointsToAlarm: 28 });
  expect(absent.metric).toMatchObject({ name: 'BackupVerified', dimensions: { Deployment: 'cache' } });
});

test('without verifying, what counts is that one was taken', () => {
  const { absent } = backupAlarms({ ...INPUT, verify: false });
  expect(absent.metric.name).toBe('BackupSucceeded');
  expect(absent.description).toBe('There is no fresh backup of the Redis deployment cache');
});

test('a run is slow at four fifths of its timeout, in the milliseconds Lambda reports', () => {
  expect(backupAlarms(INPUT).slow).toMatchObject({ threshold: 240_000, metric: { name: 'Duration', dimensions: { FunctionName: 'function' } } });
});

test('names may be what a platform knows at deployment only', () => {
  const later = { ref: 'Queue' };
  expect(backupAlarms({ ...INPUT, functionName: later, queueName: later }).givenUp.metric.dimensions.QueueName).toBe(later);
});
