import { createOnlyStatement, policyDocument, witnessUrl } from '../../../lib/aws';

test.each([
  ['eu-west-3', 'https://records.s3.eu-west-3.amazonaws.com'],
  ['us-gov-west-1', 'https://records.s3.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', 'https://records.s3.cn-north-1.amazonaws.com.cn'],
])('a witness in %s is asked at %s', (region, url) => {
  expect(witnessUrl('records', region)).toBe(url);
});

test('who does not say that there must be no record yet creates none, whoever it is', () => {
  expect(policyDocument([createOnlyStatement('arn:aws:s3:::records')]).Statement).toEqual([{
    Sid: 'CreateOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: ['s3:PutObject'], Resource: ['arn:aws:s3:::records/*'],
    Condition: { Null: { 's3:if-none-match': 'true' } },
  }]);
});
