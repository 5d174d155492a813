import type { ResourceStatement } from './policy-document';

const EVERYBODY = { AWS: '*' };

/** Nobody reaches a bucket without TLS 1.2 or newer. What the CDK's `enforceSSL` and `minimumTLSVersion` write. */
export function tlsOnlyBucket(bucketArn: string): ResourceStatement[] {
  const all = { effect: 'Deny' as const, principal: EVERYBODY, actions: ['s3:*'], resources: [bucketArn, `${bucketArn}/*`] };
  return [
    { ...all, conditions: { Bool: { 'aws:SecureTransport': 'false' } } },
    { ...all, conditions: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
  ];
}

/** Nobody reaches a queue without TLS. */
export function tlsOnlyQueue(queueArn: string): ResourceStatement[] {
  return [{
    effect: 'Deny', principal: EVERYBODY, actions: ['sqs:*'], resources: [queueArn], conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  }];
}
