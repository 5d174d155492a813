import * as sdk from '@aws-sdk/client-s3';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import { ObjectExists } from '../../../../lib/backup/store/store';
import { type FaultyProxy, startProxy } from '../../../s3/faulty-proxy';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';
import { body, digest, text } from './bodies';

const MIB = 1024 * 1024;

(s3Available() ? describe : describe.skip)('a bucket behind a network that breaks', () => {
  let s3: S3Server;
  let proxy: FaultyProxy;
  let bucket: string;
  let store: S3Store;

  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
    proxy = await startProxy(s3.endpoint);
  }, 60_000);
  afterAll(async () => {
    await proxy?.stop();
    await s3?.stop();
  });
  beforeEach(async () => {
    bucket = await s3.makeBucket();
    store = new S3Store(bucket, '', { endpoint: proxy.endpoint });
  });
  afterEach(() => {
    proxy.faults = [];
    store.close();
  });

  async function unfinished(): Promise<number> {
    return (await s3.client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads?.length ?? 0;
  }

  async function objects(): Promise<number> {
    return (await s3.client.send(new sdk.ListObjectsV2Command({ Bucket: bucket }))).KeyCount ?? 0;
  }

  test('parts whose connection is cut are sent again, within the same upload', async () => {
    proxy.faults = [
      { request: /^PUT .*partNumber=1&/, afterSent: 3 * MIB, times: 2 },
      { request: /^PUT .*partNumber=3&/, afterAnswered: 0, times: 1 },
      { request: /^POST .*\?uploads/, afterAnswered: 0, times: 1 },
    ];
    const cuts = proxy.cuts();
    const put = await store.put('cache/x', body(25 * MIB));
    expect(proxy.cuts() - cuts).toBe(4);
    expect(put).toEqual(await digest(body(25 * MIB)));
    proxy.faults = [];
    expect(await digest(await store.read('cache/x'))).toEqual(put);
  }, 60_000);

  test('a connection that is cut every time fails the upload and leaves nothing of it', async () => {
    proxy.faults = [{ request: /^POST .*uploadId=/, afterSent: 10 }];
    await expect(store.put('cache/x', body(20 * MIB))).rejects.toThrow(/cannot write s3:\/\/.*\/cache\/x: /);
    expect(await objects()).toBe(0);
    expect(await unfinished()).toBe(0);
  }, 60_000);

  test('an object whose completion was carried out but not answered is known as one\'s own', async () => {
    proxy.faults = [{ request: /^POST .*uploadId=/, afterAnswered: 0, times: 1 }];
    const put = await store.put('cache/x', body(20 * MIB));
    expect(await digest(await store.read('cache/x'))).toEqual(put);
    expect(await unfinished()).toBe(0);
    await expect(store.put('cache/x', body(20 * MIB))).rejects.toThrow(ObjectExists);
    expect(await unfinished()).toBe(0);
  }, 60_000);

  test('a small object whose answer was lost is known as one\'s own, somebody else\'s is not', async () => {
    proxy.faults = [{ request: /^PUT /, afterAnswered: 0, times: 1 }];
    expect(await store.create('cache/x', Buffer.from('mine'))).toBe(true);
    proxy.faults = [{ request: /^PUT /, afterSent: 10, times: 1 }];
    expect(await store.create('cache/x', Buffer.from('theirs'))).toBe(false);
    expect(await text(await store.read('cache/x'))).toBe('mine');
  });

  test('a download that is cut goes on where it broke off', async () => {
    const put = await store.put('cache/x', body(20 * MIB));
    proxy.faults = [{ request: /^GET .*cache\/x/, afterAnswered: 6 * MIB, times: 3 }];
    const cuts = proxy.cuts();
    expect(await digest(await store.read('cache/x'))).toEqual(put);
    expect(proxy.cuts() - cuts).toBe(3);
  }, 60_000);

  test('an object that is replaced while it is read is an error, not a mixture', async () => {
    await store.put('cache/x', body(5 * MIB));
    proxy.faults = [{ request: /^GET .*cache\/x/, afterAnswered: 2 * MIB, times: 1 }];
    const read = async (): Promise<void> => {
      for await (const _chunk of await store.read('cache/x')) {
        await s3.client.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: 'cache/x', Body: Buffer.alloc(5 * MIB, 1) }));
      }
    };
    await expect(read()).rejects.toThrow(/was replaced or removed while it was read/);
  }, 60_000);
});
