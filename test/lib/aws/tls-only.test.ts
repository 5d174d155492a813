import { tlsOnlyBucket, tlsOnlyQueue } from '../../../lib/aws';

test('a bucket denies everything to everybody without TLS, and below 1.2', () => {
  expect(tlsOnlyBucket('arn:b').map(({ effect, actions, conditions }) => [effect, actions, conditions])).toEqual([
    ['Deny', ['s3:*'], { Bool: { 'aws:SecureTransport': 'false' } }],
    ['Deny', ['s3:*'], { NumericLessThan: { 's3:TlsVersion': 1.2 } }],
  ]);
});

test('a queue denies everything to everybody without TLS', () => {
  expect(tlsOnlyQueue('arn:q')).toEqual([{
    effect: 'Deny', principal: { AWS: '*' }, actions: ['sqs:*'], resources: ['arn:q'], conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  }]);
});
