import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as sdk from '@aws-sdk/client-s3';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import { type FaultyProxy, startProxy } from '../../../s3/faulty-proxy';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';
import { endsWithTest } from '../../../ends-with-test';
import { body, digest } from './bodies';

const MIB = 1024 * 1024;

/** Every chunk in memory of its own, so that one that is kept is seen. */
async function* fresh(bytes: number): AsyncGenerator<Uint8Array> {
  for await (const chunk of body(bytes)) {
    yield Buffer.from(chunk);
  }
}

(s3Available() ? describe : describe.skip)('a bucket in bad times', () => {
  let s3: S3Server;
  let proxy: FaultyProxy;
  let bucket: string;
  let store: S3Store;
  let writer: ChildProcess | undefined;

  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
    proxy = await startProxy(s3.endpoint);
  }, 60_000);
  afterAll(async () => {
    writer?.kill('SIGKILL');
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

  async function unfinished(): Promise<sdk.MultipartUpload[]> {
    return (await s3.client.send(new sdk.ListMultipartUploadsCommand({ Bucket: bucket }))).Uploads ?? [];
  }

  test('what a killed process uploaded is taken back later, and only by its prefix', async () => {
    writer = spawn(...endsWithTest(process.execPath, ['--import', 'tsx', path.join(__dirname, 'endless-upload.ts')]), {
      env: { ...process.env, ...s3.env, STORE: `s3://${bucket}`, KEY: 'cache/killed/shard-1.rdb' }, stdio: 'inherit',
    });
    const exited = once(writer, 'exit');
    for (let parts = 0, waited = 0; parts < 3 && waited < 60_000; waited += 100, await sleep(100)) {
      const [upload] = await unfinished();
      if (upload) {
        const which = { Bucket: bucket, Key: upload.Key, UploadId: upload.UploadId };
        parts = (await s3.client.send(new sdk.ListPartsCommand(which))).Parts?.length ?? 0;
      }
    }
    writer.kill('SIGKILL');
    await exited;
    expect(await unfinished()).toHaveLength(1);
    const keys = [];
    for await (const object of store.list('')) {
      keys.push(object.key);
    }
    expect(keys).toEqual([]);
    expect(await store.abortLeftovers('other/', new Date())).toEqual([]);
    expect((await store.abortLeftovers('cache/', new Date())).map(({ key }) => key)).toEqual(['cache/killed/shard-1.rdb']);
    expect(await unfinished()).toEqual([]);
  }, 120_000);

  test('a store that is away for some seconds does not end an upload', async () => {
    const away = { request: /^PUT .*partNumber=2&/, afterSent: 100 };
    proxy.faults = [away];
    const put = store.put('cache/x', body(20 * MIB));
    // More than the SDK's own attempts last.
    const back = (async () => {
      for (let waited = 0; waited < 60_000 && proxy.requests.filter((line) => away.request.test(line)).length < 6; waited += 50) {
        await sleep(50);
      }
      proxy.faults = [];
    })();
    await Promise.all([put, back]);
    expect(await put).toEqual(await digest(body(20 * MIB)));
  }, 120_000);

  test('a store that stays away fails the upload; what could not be taken back is said', async () => {
    proxy.faults = [{ request: /^PUT .*partNumber=2&/, afterSent: 100 }, { request: /^DELETE /, afterSent: 10 }];
    await expect(store.put('cache/x', body(20 * MIB))).rejects.toThrow(/the parts uploaded so far could not be taken back .*which pruning does later/);
    expect(await unfinished()).toHaveLength(1);
    proxy.faults = [];
    expect(await store.abortLeftovers('cache/', new Date())).toHaveLength(1);
  }, 120_000);

  test('a download that brings nothing any more fails, and is not short', async () => {
    await store.put('cache/x', body(5 * MIB));
    proxy.faults = [{ request: /^GET .*cache\/x/, afterAnswered: 500_000 }];
    let bytes = 0;
    const read = async (): Promise<void> => {
      for await (const chunk of await store.read('cache/x')) {
        bytes += chunk.length;
      }
    };
    // Each time it brings less than a mebibyte, so it is not for ever that it is tried again.
    await expect(read()).rejects.toThrow(/reading s3:\/\/.*\/cache\/x breaks off again and again, now after \d+ of 5242880 bytes/);
    expect(bytes).toBeLessThan(5 * MIB);
  }, 60_000);

  test('memory does not grow with an object', async () => {
    global.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }, 20);
    try {
      await store.put('cache/x', fresh(400 * MIB));
    } finally {
      clearInterval(watch);
    }
    // Five buffers of 8 MiB, what is on its way in the sockets, and chunks that wait to be collected: not the object's 400.
    expect(most / MIB).toBeLessThan(150);
  }, 120_000);
});
