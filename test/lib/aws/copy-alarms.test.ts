import { copyAlarms } from '../../../lib/aws';

const INPUT = { from: 'here', to: 'there', ruleId: 'copy-1', lateAfterSeconds: 900 };

test('late by the oldest that waits, failed by one; silence is neither', () => {
  const { late, failed } = copyAlarms(INPUT, 'there');
  expect(late).toMatchObject({
    threshold: 900, comparison: 'GreaterThanThreshold', silence: 'notBreaching',
    metric: { namespace: 'AWS/S3', name: 'ReplicationLatency', statistic: 'Maximum', dimensions: { SourceBucket: 'here', DestinationBucket: 'there', RuleId: 'copy-1' } },
  });
  expect(failed).toMatchObject({ threshold: 1, metric: { name: 'OperationsFailedReplication', statistic: 'Sum' } });
  expect(late.description).toBe('Backups reach the bucket there later than 900 s after they were written');
});
