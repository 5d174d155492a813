import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DirectoryStore } from '../../../../lib/backup/store/directory-store';
import { Lease } from '../../../../lib/backup/store/lease';
import { S3Store } from '../../../../lib/backup/store/s3-store';
import type { Store } from '../../../../lib/backup/store/store';
import { s3Available, type S3Server, startS3 } from '../../../s3/s3-server';
import { itLeases } from './lease-contract';

const folders: string[] = [];

function directory(): DirectoryStore {
  folders.push(mkdtempSync(path.join(tmpdir(), 'redis-ha-lease-')));
  return new DirectoryStore(folders.at(-1)!);
}

afterAll(() => folders.forEach((each) => rmSync(each, { recursive: true, force: true })));

describe('leases in a folder', () => {
  itLeases(async () => directory());

  test('of many who find it expired one takes it over', async () => {
    const store = directory();
    const first = (await Lease.acquire(store, 'cache', 'first', 600))!;
    const ago = (seconds: number): void => {
      const at = Date.now() / 1000 - seconds;
      utimesSync(path.join(store.url, 'cache/lease/000001.json'), at, at);
    };
    ago(590);
    expect(await Lease.acquire(store, 'cache', 'too early', 600)).toBeUndefined();
    ago(610);
    const got = await Promise.all(Array.from({ length: 12 }, (_, index) => Lease.acquire(store, 'cache', `process ${index}`, 600)));
    expect(got.filter(Boolean).map((lease) => lease!.number)).toEqual([2]);
    expect(await first.renew()).toBe(false);
    expect(first.lost.aborted).toBe(true);
    expect(readdirSync(path.join(store.url, 'cache/lease'))).toEqual(['000002.json']);
  });

  test('the clocks of this machine do not decide who waits, the store\'s does', async () => {
    const store = directory();
    await Lease.acquire(store, 'cache', 'first', 600);
    const ahead = jest.spyOn(Date, 'now').mockImplementation(() => 4e12);
    try {
      expect(await Lease.acquire(store, 'cache', 'from the future', 600)).toBeUndefined();
    } finally {
      ahead.mockRestore();
    }
  });

  test('a holder whose machine slept, so that only its wall clock went on, has lost it', async () => {
    const lease = (await Lease.acquire(directory(), 'cache', 'first', 600))!;
    const later = Date.now() + 601_000;
    const slept = jest.spyOn(Date, 'now').mockImplementation(() => later);
    try {
      expect(await lease.renew()).toBe(false);
      expect(lease.lost.aborted).toBe(true);
    } finally {
      slept.mockRestore();
    }
  });

  test('a number that was pruned before it was read is looked for again, whatever the store calls that', async () => {
    const store = directory();
    const first = (await Lease.acquire(store, 'cache', 'first', 600))!;
    const forbidding: Store = Object.create(store, { read: { writable: true, value: store.read.bind(store) } });
    let refusals = 0;
    forbidding.read = async (key) => {
      if (refusals++ === 0) {
        await first.renew();
        throw new Error('permission denied');
      }
      return store.read(key);
    };
    expect(await Lease.holder(forbidding, 'cache')).toMatchObject({ holder: 'first', number: 2 });
    // One that is still there is not read again and again.
    forbidding.read = async () => {
      refusals += 1;
      throw new Error('permission denied');
    };
    refusals = 0;
    await expect(Lease.holder(forbidding, 'cache')).rejects.toThrow('permission denied');
    expect(refusals).toBe(1);
  });

  test('a store that fails loses nobody the lease before its time', async () => {
    const store = directory();
    const failing: Store = Object.create(store, { create: { writable: true, value: store.create.bind(store) } });
    const lease = (await Lease.acquire(failing, 'cache', 'first', 600))!;
    failing.create = async () => {
      throw new Error('the store is away');
    };
    await expect(lease.renew()).rejects.toThrow('the store is away');
    expect(lease.lost.aborted).toBe(false);
    failing.create = store.create.bind(store);
    expect(await lease.renew()).toBe(true);
  });
});

(s3Available() ? describe : describe.skip)('leases in a bucket', () => {
  let s3: S3Server;
  beforeAll(async () => {
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
  }, 60_000);
  afterAll(async () => s3?.stop());

  itLeases(async () => new S3Store(await s3.makeBucket({ versioned: true }), 'team'));
});
