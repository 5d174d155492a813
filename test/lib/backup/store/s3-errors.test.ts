import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { S3Store } from '../../../../lib/backup/store/s3-store';

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly headers?: Record<string, string>;
}

/** Answers every request the same, as S3 words its errors. */
let answer: Answer;
let server: Server;
let store: S3Store;
const kept = { ...process.env };

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(answer.status, { 'content-type': 'application/xml', ...answer.headers });
      response.end(request.method === 'HEAD' ? undefined
        : `<?xml version="1.0"?><Error><Code>${answer.code}</Code><Message>${answer.message ?? 'It did not work.'}</Message></Error>`);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});
beforeEach(() => {
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) {
    delete process.env[name];
  }
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'y', AWS_EC2_METADATA_DISABLED: 'true' });
  store = new S3Store('my-bucket', 'team', { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
afterEach(() => {
  store.close();
  process.env = { ...kept };
});

async function* some(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('x');
}

async function list(of: S3Store, prefix = 'cache/'): Promise<void> {
  for await (const _object of of.list(prefix)) {
    // Only the error is of interest.
  }
}

test.each<[Answer, RegExp]>([
  [{ status: 404, code: 'NoSuchBucket' }, /^cannot write s3:\/\/my-bucket\/team\/cache\/x: there is no bucket my-bucket \(http:.*\); create it/],
  [{ status: 403, code: 'AccessDenied', message: 'User: arn:x is not authorized' },
    /permission denied; it takes s3:PutObject and s3:AbortMultipartUpload, .*User: arn:x/],
  [{ status: 403, code: 'AccessDenied', message: 'not authorized to perform: kms:GenerateDataKey' }, /or kms:GenerateDataKey and kms:Decrypt on the key/],
  [{ status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': 'eu-west-1' } }, /the bucket is in region eu-west-1, .*AWS_REGION=eu-west-1/],
  [{ status: 400, code: 'AuthorizationHeaderMalformed' }, /the bucket is in another region/],
  [{ status: 403, code: 'InvalidAccessKeyId' }, /the AWS credentials are not valid at http/],
  [{ status: 400, code: 'ExpiredToken' }, /the AWS credentials have expired/],
  [{ status: 403, code: 'RequestTimeTooSkewed' }, /the clock of this machine is wrong/],
  [{ status: 501, code: 'NotImplemented' }, /does not know a request that backups need, such as a conditional write/],
  [{ status: 400, code: 'KMS.DisabledException' }, /its KMS key cannot be used/],
  [{ status: 400, code: 'SomethingNew', message: 'Odd.' }, /SomethingNew: Odd \(http/],
])('%j is said in words', async (what, words) => {
  answer = what;
  await expect(store.put('cache/x', some())).rejects.toThrow(words);
});

test('what may be read, listed, removed and tidied is said by permission', async () => {
  answer = { status: 403, code: 'AccessDenied' };
  await expect(store.read('cache/x')).rejects.toThrow(/cannot read s3:\/\/my-bucket\/team\/cache\/x: permission denied; it takes s3:GetObject/);
  await expect(list(store)).rejects.toThrow(/cannot list s3:\/\/my-bucket\/team\/cache\/: permission denied; it takes s3:ListBucket/);
  await expect(list(store)).rejects.not.toThrow(/--deployment/);
  await expect(list(store, '')).rejects.toThrow(/it takes s3:ListBucket, .*; where only one deployment's backups may be listed, name it with --deployment$/);
  await expect(store.holds('cache/x')).rejects.toThrow(/it takes s3:ListBucketVersions and s3:GetObjectLegalHold and s3:GetObjectRetention/);
  await expect(store.remove('cache/x')).rejects.toThrow(/it takes s3:ListBucketVersions and s3:DeleteObject and s3:DeleteObjectVersion/);
  await expect(store.abortLeftovers('', new Date())).rejects.toThrow(/it takes s3:ListBucketMultipartUploads/);
  answer = { status: 403, code: 'InvalidObjectState' };
  await expect(store.read('cache/x')).rejects.toThrow(/is in an archive class/);
});

test('no credentials, no region and a wrong endpoint are said in words', async () => {
  delete process.env.AWS_ACCESS_KEY_ID;
  process.env.AWS_SHARED_CREDENTIALS_FILE = process.env.AWS_CONFIG_FILE = '/nowhere';
  await expect(list(store)).rejects.toThrow(/no AWS credentials were found; set AWS_PROFILE/);
  process.env.AWS_ACCESS_KEY_ID = 'x';
  await expect(list(new S3Store('my-bucket', ''))).rejects.toThrow(/no AWS region is set; set AWS_REGION/);
  await expect(list(new S3Store('my-bucket', '', { endpoint: 'localhost:9000' }))).rejects.toThrow(/the endpoint localhost:9000 is no URL/);
  await expect(list(new S3Store('my-bucket', '', { endpoint: 'http://127.0.0.1:1' }))).rejects.toThrow(/http:\/\/127.0.0.1:1 cannot be reached/);
});

test('without the SDK it is said what to install', async () => {
  jest.resetModules();
  jest.doMock('@aws-sdk/client-s3', () => {
    throw Object.assign(new Error('Cannot find package \'@aws-sdk/client-s3\' imported from here'), { code: 'ERR_MODULE_NOT_FOUND' });
  });
  try {
    const { S3Store: Fresh } = jest.requireActual<typeof import('../../../../lib/backup/store/s3-store')>('../../../../lib/backup/store/s3-store');
    await expect(new Fresh('my-bucket', '').create('cache/x', Buffer.from('x'))).rejects.toThrow(/npm install @aws-sdk\/client-s3/);
  } finally {
    jest.dontMock('@aws-sdk/client-s3');
  }
});
