import { setTimeout as sleep } from 'node:timers/promises';
import { Lease } from '../../../../lib/backup/store/lease';
import type { Store } from '../../../../lib/backup/store/store';
import { text } from './bodies';

/** What leases promise on every store; `begin` gives an empty one for each test. */
export function itLeases(begin: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await begin();
  });
  afterEach(() => store?.close());

  const objects = async (): Promise<string[]> => {
    const keys: string[] = [];
    for await (const object of store.list('cache/lease/')) {
      keys.push(object.key);
    }
    return keys;
  };

  test('of many who want it at the same time one gets it', async () => {
    const got = await Promise.all(Array.from({ length: 12 }, (_, index) => Lease.acquire(store, 'cache', `process ${index}`, 60)));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await Lease.holder(store, 'cache')).toEqual({ holder: `process ${got.findIndex(Boolean)}`, number: 1, ttlSeconds: 60 });
    expect(await Lease.acquire(store, 'cache', 'late', 60)).toBeUndefined();
    expect(await Lease.acquire(store, 'other', 'elsewhere', 60)).toBeDefined();
    expect(await objects()).toEqual(['cache/lease/000001.json']);
  }, 30_000);

  test('what is given back can be had at once, with a greater number; old numbers are pruned', async () => {
    const first = (await Lease.acquire(store, 'cache', 'first', 60))!;
    expect(await first.renew()).toBe(true);
    expect(await first.renew()).toBe(true);
    expect(first.number).toBe(3);
    await first.release();
    expect(await Lease.holder(store, 'cache')).toBeUndefined();
    expect(await first.renew()).toBe(false);
    expect(first.lost.aborted).toBe(false);
    const got = await Promise.all(Array.from({ length: 6 }, (_, index) => Lease.acquire(store, 'cache', `process ${index}`, 60)));
    expect(got.filter(Boolean).map((lease) => lease!.number)).toEqual([5]);
    expect(await objects()).toEqual(['cache/lease/000005.json']);
    expect(JSON.parse(await text(await store.read('cache/lease/000005.json')))).toMatchObject({ ttlSeconds: 60, released: false });
  }, 30_000);

  test('a holder that was stopped for long and believes in its time is fenced', async () => {
    const first = (await Lease.acquire(store, 'cache', 'first', 3600))!;
    // What others do when its time is over by the store's clock, which is not waited for here.
    const taken = { holder: 'second', token: 'x', ttlSeconds: 60, released: false };
    await store.create('cache/lease/000002.json', Buffer.from(JSON.stringify(taken)));
    expect(await first.renew()).toBe(false);
    expect(first.lost.aborted).toBe(true);
    expect((first.lost.reason as Error).message).toMatch(/first has lost the lease cache of .*after number 1/);
  });

  test('a number that was pruned since cannot be taken again', async () => {
    const first = (await Lease.acquire(store, 'cache', 'first', 3600))!;
    await store.create('cache/lease/000009.json', Buffer.from(JSON.stringify({ holder: 'third', token: 'x', ttlSeconds: 60, released: false })));
    await store.remove('cache/lease/000001.json');
    expect(await first.renew()).toBe(false);
    expect(first.lost.aborted).toBe(true);
    expect(await objects()).toEqual(['cache/lease/000009.json']);
    expect(await Lease.holder(store, 'cache')).toMatchObject({ holder: 'third', number: 9 });
  });

  test('a renewal whose answer was lost is not lost', async () => {
    const forgetful: Store = Object.create(store, {
      create: { value: async (key: string, content: Uint8Array) => (await store.create(key, content), false) },
    });
    const first = (await Lease.acquire(forgetful, 'cache', 'first', 60))!;
    expect(first.number).toBe(1);
    expect(await first.renew()).toBe(true);
    expect(await Lease.acquire(forgetful, 'cache', 'second', 60)).toBeUndefined();
  });

  test('a damaged lease is said to be one', async () => {
    await store.create('cache/lease/000003.json', Buffer.from('{"holder":'));
    await expect(Lease.acquire(store, 'cache', 'first', 60)).rejects.toThrow(/has a damaged lease, cache\/lease\/000003.json; remove/);
    await expect(Lease.acquire(store, 'cache', 'first', 0)).rejects.toThrow(/a lease of 0 seconds/);
  });
}

/** The same in real seconds. */
export function itEndsInTime(begin: () => Promise<Store>): void {
  let store: Store;
  beforeEach(async () => {
    store = await begin();
  });
  afterEach(() => store?.close());

  test('who does not renew loses it, and notices', async () => {
    const first = (await Lease.acquire(store, 'cache', 'first', 1))!;
    expect(await Lease.acquire(store, 'cache', 'second', 60)).toBeUndefined();
    const second = await eventually(() => Lease.acquire(store, 'cache', 'second', 60));
    expect(second.number).toBe(2);
    expect(first.lost.aborted).toBe(true);
    expect((first.lost.reason as Error).message).toMatch(/was not renewed in time/);
    expect(await first.renew()).toBe(false);
    await first.release();
    expect(await Lease.holder(store, 'cache')).toMatchObject({ holder: 'second' });
  }, 60_000);

  test('who keeps it has it for longer than its time to live', async () => {
    const first = (await Lease.acquire(store, 'cache', 'first', 2))!;
    first.keep();
    await eventually(async () => (first.number >= 4 ? true : undefined));
    expect(first.lost.aborted).toBe(false);
    expect(await Lease.acquire(store, 'cache', 'second', 60)).toBeUndefined();
    await first.release();
    expect(await Lease.acquire(store, 'cache', 'second', 60)).toBeDefined();
  }, 60_000);
}

async function eventually<T>(action: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const value = await action();
    if (value !== undefined) {
      return value;
    }
    await sleep(100);
  }
  throw new Error('it did not come to it');
}
