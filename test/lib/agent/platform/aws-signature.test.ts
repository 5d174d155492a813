import { signedHeaders } from '../../../../lib/agent/platform/aws-signature';

/** @see https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html get-vanilla and post-vanilla */
test.each([
  { method: 'GET', signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31' },
  { method: 'POST', signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b' },
])('signs $method as AWS\'s own test suite does', ({ method, signature }) => {
  const { authorization } = signedHeaders({
    method, host: 'example.amazonaws.com', headers: {}, body: '', region: 'us-east-1', service: 'service',
    now: new Date('2015-08-30T12:36:00Z'),
  }, { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' });
  expect(authorization).toBe('AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, '
    + `SignedHeaders=host;x-amz-date, Signature=${signature}`);
});

test('a session token is signed too, and the secret is in no header', () => {
  const headers = signedHeaders({
    method: 'POST', host: 'h', headers: { 'x-amz-target': 't' }, body: '{}', region: 'r', service: 'dynamodb', now: new Date(0),
  }, { accessKeyId: 'id', secretAccessKey: 'very-secret', sessionToken: 'token' });
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers.authorization).toContain('SignedHeaders=host;x-amz-date;x-amz-security-token;x-amz-target');
  expect(JSON.stringify(headers)).not.toContain('very-secret');
});
