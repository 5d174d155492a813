import * as sdk from '@aws-sdk/client-s3';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';

(s3Available() ? describe : describe.skip)('versions and locks', () => {
  let s3: S3Server;
  let bucket: string;
  let store: S3Store;

  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
  }, 60_000);
  afterAll(async () => s3?.stop());
  afterEach(() => store?.close());

  async function open(options: { versioned?: boolean; objectLock?: boolean }): Promise<void> {
    bucket = await s3.makeBucket(options);
    store = new S3Store(bucket, 'p');
  }

  async function versions(): Promise<string[]> {
    const { Versions, DeleteMarkers } = await s3.client.send(new sdk.ListObjectVersionsCommand({ Bucket: bucket }));
    return [...(Versions ?? []).map((each) => each.Key!), ...(DeleteMarkers ?? []).map((each) => `${each.Key} (marker)`)];
  }

  test('nothing of a removed object is left: no version, no marker, and no neighbour is touched', async () => {
    await open({ versioned: true });
    await store.create('cache/x', Buffer.from('1'));
    await s3.client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: 'p/cache/x', Body: '2' }));
    // What a plain delete does: it hides.
    await s3.client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: 'p/cache/x' }));
    await store.create('cache/x', Buffer.from('3'));
    await store.create('cache/x1', Buffer.from('neighbour'));
    expect(await versions()).toHaveLength(5);
    expect(await store.remove('cache/x')).toEqual({ removed: true });
    expect(await versions()).toEqual(['p/cache/x1']);
  });

  test('more versions than one page lists are all removed', async () => {
    await open({ versioned: true });
    for (let count = 0; count < 12; count += 1) {
      await s3.client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: 'p/cache/x', Body: `${count}` }));
    }
    const { client } = await (store as unknown as { connect(): Promise<{ client: sdk.S3Client }> }).connect();
    client.middlewareStack.add((next, context) => async (args) => {
      if (context.commandName === 'ListObjectVersionsCommand') {
        (args.input as { MaxKeys?: number }).MaxKeys = 5;
      }
      return next(args);
    }, { step: 'initialize' });
    expect(await store.remove('cache/x')).toEqual({ removed: true });
    expect(await versions()).toEqual([]);
  });

  test('what is retained or under a legal hold stays, and is said to, with the date', async () => {
    await open({ objectLock: true });
    await store.create('cache/held', Buffer.from('x'));
    await s3.client.send(new sdk.PutObjectLegalHoldCommand({ Bucket: bucket, Key: 'p/cache/held', LegalHold: { Status: 'ON' } }));
    expect(await store.remove('cache/held')).toEqual({ removed: false, kept: expect.stringMatching(/^version \S+ is under a legal hold$/) });
    await s3.client.send(new sdk.PutObjectLegalHoldCommand({ Bucket: bucket, Key: 'p/cache/held', LegalHold: { Status: 'OFF' } }));
    expect(await store.remove('cache/held')).toEqual({ removed: true });

    for (const Mode of ['GOVERNANCE', 'COMPLIANCE'] as const) {
      const key = `cache/retained-${Mode}`;
      await store.create(key, Buffer.from('x'));
      const RetainUntilDate = new Date('2099-01-02T03:04:05Z');
      await s3.client.send(new sdk.PutObjectRetentionCommand({ Bucket: bucket, Key: `p/${key}`, Retention: { Mode, RetainUntilDate } }));
      expect(await store.remove(key)).toEqual({
        removed: false, kept: expect.stringMatching(`^version \\S+ is retained until 2099-01-02T03:04:05.000Z \\(${Mode.toLowerCase()} mode\\)$`),
      });
    }
    expect(await versions()).toEqual(['p/cache/retained-COMPLIANCE', 'p/cache/retained-GOVERNANCE']);
  });

  test('what holds any version of an object is told without touching it', async () => {
    await open({ objectLock: true });
    await store.create('cache/x', Buffer.from('1'));
    expect(await store.holds('cache/x')).toBeUndefined();
    await s3.client.send(new sdk.PutObjectLegalHoldCommand({ Bucket: bucket, Key: 'p/cache/x', LegalHold: { Status: 'ON' } }));
    await s3.client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: 'p/cache/x', Body: 'newer, and free' }));
    await s3.client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: 'p/cache/x' }));
    await store.create('cache/x1', Buffer.from('neighbour'));
    expect(await store.holds('cache/x')).toMatch(/^version \S+ is under a legal hold$/);
    expect(await store.holds('cache/x1')).toBeUndefined();
    expect(await versions()).toEqual(['p/cache/x', 'p/cache/x', 'p/cache/x1', 'p/cache/x (marker)']);

    await store.create('cache/retained', Buffer.from('x'));
    const Retention = { Mode: 'COMPLIANCE' as const, RetainUntilDate: new Date('2099-01-02T03:04:05Z') };
    await s3.client.send(new sdk.PutObjectRetentionCommand({ Bucket: bucket, Key: 'p/cache/retained', Retention }));
    expect(await store.holds('cache/retained')).toMatch(/ is retained until 2099-01-02T03:04:05.000Z \(compliance mode\)$/);
  });

  test('where locks may not be asked for it is not said that there is none', async () => {
    await open({ objectLock: true });
    await store.create('cache/x', Buffer.from('1'));
    const { client } = await (store as unknown as { connect(): Promise<{ client: sdk.S3Client }> }).connect();
    client.middlewareStack.add((next, context) => async (args) => {
      if (['HeadObjectCommand', 'GetObjectLegalHoldCommand', 'GetObjectRetentionCommand'].includes(context.commandName!)) {
        throw Object.assign(new Error('no'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
      }
      return next(args);
    }, { step: 'initialize' });
    await expect(store.holds('cache/x')).rejects.toThrow(/cannot ask what holds s3:.*it takes .*s3:GetObjectLegalHold and s3:GetObjectRetention/);
  });

  test('of several versions those that may go do, and a marker over what stays is left', async () => {
    await open({ objectLock: true });
    await store.create('cache/x', Buffer.from('locked'));
    await s3.client.send(new sdk.PutObjectLegalHoldCommand({ Bucket: bucket, Key: 'p/cache/x', LegalHold: { Status: 'ON' } }));
    await s3.client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: 'p/cache/x', Body: 'free' }));
    await s3.client.send(new sdk.DeleteObjectCommand({ Bucket: bucket, Key: 'p/cache/x' }));
    expect((await store.remove('cache/x')).removed).toBe(false);
    expect(await versions()).toEqual(['p/cache/x', 'p/cache/x (marker)']);
  });

  test('unfinished uploads of killed processes are taken back, by prefix and age', async () => {
    await open({});
    for (const Key of ['p/cache/a', 'p/other/b', 'elsewhere/c']) {
      await s3.client.send(new sdk.CreateMultipartUploadCommand({ Bucket: bucket, Key }));
    }
    // moto says that every upload began in 2010.
    expect(await store.abortLeftovers('', new Date('2009-01-01'))).toEqual([]);
    expect((await store.abortLeftovers('cache/', new Date())).map((each) => each.key)).toEqual(['cache/a']);
    expect((await store.abortLeftovers('', new Date())).map((each) => each.key)).toEqual(['other/b']);
    const { Uploads } = await s3.client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket }));
    expect(Uploads?.map((each) => each.Key)).toEqual(['elsewhere/c']);
  });

  test('objects are encrypted with the key that is given, or as the bucket says', async () => {
    await open({});
    const keyed = new S3Store(bucket, '', { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/mine' });
    await keyed.create('cache/small', Buffer.from('x'));
    await keyed.put('cache/large', large());
    await store.create('cache/default', Buffer.from('x'));
    keyed.close();
    const encryption = async (Key: string) => s3.client.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key }));
    for (const key of ['cache/small', 'cache/large']) {
      expect(await encryption(key)).toMatchObject({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:aws:kms:us-east-1:123456789012:key/mine' });
    }
    expect((await encryption('p/cache/default')).SSEKMSKeyId).toBeUndefined();
  });
});

async function* large(): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < 9; count += 1) {
    yield Buffer.alloc(1024 * 1024, count);
  }
}
