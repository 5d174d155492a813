import { policyDocument, tlsOnlyBucket, trustPolicy } from '../../../lib/aws';

test('a statement as IAM reads it, allowed unless it says otherwise', () => {
  expect(policyDocument([
    { sid: 'Read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'], wildcardReason: 'for people, not for IAM' },
    { sid: 'Not', effect: 'Deny', actions: ['a:B', 'a:C'], resources: ['*'], conditions: { Bool: { 'x:y': 'true' } } },
  ])).toEqual({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'Read', Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::b/*'] },
      { Sid: 'Not', Effect: 'Deny', Action: ['a:B', 'a:C'], Resource: ['*'], Condition: { Bool: { 'x:y': 'true' } } },
    ],
  });
});

test('a resource\'s own policy names who it is about', () => {
  const { Statement } = policyDocument(tlsOnlyBucket('arn:aws:s3:::b'));
  expect(Statement).toHaveLength(2);
  expect(Statement[0]).toMatchObject({ Effect: 'Deny', Principal: { AWS: '*' }, Resource: ['arn:aws:s3:::b', 'arn:aws:s3:::b/*'] });
});

test('a service that may take a role, and for whom', () => {
  expect(trustPolicy('ec2.amazonaws.com').Statement).toEqual([
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ]);
  expect(trustPolicy('scheduler.amazonaws.com', { StringEquals: { 'aws:SourceAccount': '123456789012' } }).Statement).toEqual([{
    Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
  }]);
});
