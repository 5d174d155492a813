import { openWitness } from '../../../../lib/agent/region/open-witness';
import { credentialsOf, signer } from '../../../../lib/agent/region/sign-witness';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html "GET Object", without its Range header */
const KEYS = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };
const request = { method: 'GET' as const, url: new URL('https://examplebucket.s3.amazonaws.com/demo/1.json'), headers: { host: 'examplebucket.s3.amazonaws.com' }, body: '' };
const sign = (over: object = {}) => signer('us-east-1', async () => KEYS, () => new Date('2013-05-24T00:00:00Z'))({ ...request, ...over });

test('a request is signed for S3 with its path and a digest of its body', async () => {
  const headers = await sign();
  expect(headers).toMatchObject({
    host: 'examplebucket.s3.amazonaws.com', 'x-amz-date': '20130524T000000Z',
    'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  });
  expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE\/20130524\/us-east-1\/s3\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=[0-9a-f]{64}$/);
  const other = await sign({ url: new URL('https://examplebucket.s3.amazonaws.com/demo/2.json') });
  expect(other.authorization).not.toBe(headers.authorization);
});

test('what the request says about its condition is signed, too', async () => {
  const put = await sign({ method: 'PUT', headers: { host: 'h', 'if-none-match': '*' }, body: '{}' });
  expect(put.authorization).toContain('SignedHeaders=host;if-none-match;x-amz-content-sha256;x-amz-date');
});

test('keys of the environment; without them it is said which', () => {
  expect(credentialsOf({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' }))
    .toEqual({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c' });
  expect(() => credentialsOf({ AWS_ACCESS_KEY_ID: 'a' })).toThrow('set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
});

test('a plan with two regions and no witness: what to add, and where', () => {
  const platform = { kind: 'file' as const, secretsDir: '', outsideDir: '' };
  expect(() => openWitness({ platform }, { name: 'demo' })).toThrow(/demo has two regions and node\.json no "witness"/);
});
