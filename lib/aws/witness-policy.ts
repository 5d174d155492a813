import type { PolicyStatement } from './node-policy';

/** What reading and creating region records of one deployment needs. */
export function witnessStatements(bucketArn: string, deployment: string): PolicyStatement[] {
  const records = `${bucketArn}/${deployment}/*`;
  return [
    {
      sid: 'RegionRecords',
      actions: ['s3:GetObject'],
      resources: [records],
      wildcardReason: 'records of this deployment, numbered by their epoch',
    },
    {
      sid: 'NextRegionRecord',
      actions: ['s3:PutObject'],
      resources: [records],
      conditions: { Null: { 's3:if-none-match': 'false' } },
      wildcardReason: 'records of this deployment, numbered by their epoch; the condition makes each of them create-once',
    },
    {
      // Without it S3 answers 403 where there is no record, and "there is none" is the proof that a primary lives on.
      sid: 'WhetherThereIsARecord',
      actions: ['s3:ListBucket'],
      resources: [bucketArn],
    },
  ];
}
