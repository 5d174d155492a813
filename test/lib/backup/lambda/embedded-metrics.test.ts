import { embeddedMetrics } from '../../../../lib/backup/lambda/embedded-metrics';

test('is what CloudWatch\'s embedded metric format asks for, and names only what is there', () => {
  const line = embeddedMetrics('cache', { BackupSucceeded: 1, BackupDurationSeconds: 12.5 }, new Date(1_700_000_000_000));
  expect(line).not.toContain('\n');
  expect(JSON.parse(line)).toEqual({
    _aws: {
      Timestamp: 1_700_000_000_000,
      CloudWatchMetrics: [{
        Namespace: 'RedisHa', Dimensions: [['Deployment']],
        Metrics: [{ Name: 'BackupSucceeded', Unit: 'Count' }, { Name: 'BackupDurationSeconds', Unit: 'Seconds' }],
      }],
    },
    Deployment: 'cache', BackupSucceeded: 1, BackupDurationSeconds: 12.5,
  });
});
