import { ObjectExists, ObjectMissing, type Store } from '../../../../lib/backup/store/store';
import type { OpenedStore } from '../../../../lib/backup/store/opened-store';
import { body, digest, failing, silent, text } from './bodies';

/** A store under test, empty, with its own way of telling what an unfinished object has left. */
export interface StoreUnderTest {
  readonly store: OpenedStore;
  /** What is there besides whole objects: drafts, unfinished uploads. */
  leftovers(): Promise<string[]>;
}

const MIB = 1024 * 1024;

/** What every store must do; `begin` gives an empty one for each test. */
export function itKeepsTheContract(begin: () => Promise<StoreUnderTest>): void {
  const bytesOf = (value: string): Uint8Array => Buffer.from(value);
  const keysOf = async (store: Store, prefix = ''): Promise<string[]> => {
    const keys: string[] = [];
    for await (const object of store.list(prefix)) {
      keys.push(object.key);
    }
    return keys;
  };

  let store: OpenedStore;
  let leftovers: () => Promise<string[]>;
  beforeEach(async () => {
    const begun = await begin();
    store = begun.store;
    leftovers = () => begun.leftovers();
  });
  afterEach(() => store?.close());

  async function nothingIsLeft(): Promise<void> {
    expect(await keysOf(store)).toEqual([]);
    expect(await leftovers()).toEqual([]);
  }

  test('what is put can be read, and says its length and SHA-256', async () => {
    const expected = await digest(body(300_001));
    expect(await store.put('cache/a/shard-1.rdb', body(300_001))).toEqual(expected);
    expect(await digest(await store.read('cache/a/shard-1.rdb'))).toEqual(expected);
    expect(await leftovers()).toEqual([]);
  });

  test('an object without a byte is an object', async () => {
    expect((await store.put('cache/empty', body(0))).bytes).toBe(0);
    expect(await store.create('cache/empty-too', new Uint8Array())).toBe(true);
    expect(await text(await store.read('cache/empty'))).toBe('');
    expect(await text(await store.read('cache/empty-too'))).toBe('');
  });

  test('a large object goes through in parts, in memory that does not grow with it', async () => {
    const expected = await digest(body(40 * MIB + 5));
    expect(await store.put('cache/large', body(40 * MIB + 5))).toEqual(expected);
    expect(await digest(await store.read('cache/large'))).toEqual(expected);
    expect(await leftovers()).toEqual([]);
  }, 60_000);

  test('a second object under the same name is refused, the first stays', async () => {
    await store.put('cache/twice', body(1000));
    const first = await digest(await store.read('cache/twice'));
    await expect(store.put('cache/twice', body(2000))).rejects.toThrow(ObjectExists);
    await expect(store.put('cache/twice', body(20 * MIB))).rejects.toThrow(/already has an object cache\/twice/);
    expect(await store.create('cache/twice', bytesOf('other'))).toBe(false);
    expect(await digest(await store.read('cache/twice'))).toEqual(first);
    expect(await leftovers()).toEqual([]);
  });

  test('of many who create at the same time exactly one does', async () => {
    const created = await Promise.all(Array.from({ length: 12 }, (_, index) => store.create('cache/one', bytesOf(`by ${index}`))));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(await text(await store.read('cache/one'))).toBe(`by ${created.indexOf(true)}`);
    expect(await leftovers()).toEqual([]);
  });

  test('of many who put at the same time exactly one does', async () => {
    const puts = await Promise.allSettled(Array.from({ length: 5 }, (_, index) => store.put('cache/one', body(9 * MIB + index))));
    const winner = puts.findIndex((put) => put.status === 'fulfilled');
    expect(puts.filter((put) => put.status === 'fulfilled')).toHaveLength(1);
    for (const put of puts.filter((each) => each.status === 'rejected')) {
      expect((put).reason).toBeInstanceOf(ObjectExists);
    }
    expect((await digest(await store.read('cache/one'))).bytes).toBe(9 * MIB + winner);
    expect(await leftovers()).toEqual([]);
  }, 60_000);

  test('what is not there is said to be missing', async () => {
    await expect(store.read('cache/none')).rejects.toThrow(ObjectMissing);
    await expect(store.read('cache/none')).rejects.toThrow(/has no object cache\/none/);
    expect(await keysOf(store)).toEqual([]);
  });

  test('objects are listed in the order of their keys, by prefix, with their sizes', async () => {
    const keys = ['cache/b/2', 'cache/b/10', 'cache-2/x', 'cache/a', 'cache/b-c', 'cache.d/y', 'other/z'];
    for (const key of keys) {
      await store.create(key, bytesOf(key));
    }
    expect(await keysOf(store)).toEqual([...keys].sort());
    expect(await keysOf(store, 'cache/')).toEqual(keys.filter((key) => key.startsWith('cache/')).sort());
    expect(await keysOf(store, 'cache/b')).toEqual(['cache/b-c', 'cache/b/10', 'cache/b/2']);
    expect(await keysOf(store, 'cache/b/2')).toEqual(['cache/b/2']);
    expect(await keysOf(store, 'nobody/')).toEqual([]);
    for await (const object of store.list('')) {
      expect(object.bytes).toBe(object.key.length);
      expect(Math.abs(object.modifiedAt.getTime() - Date.now())).toBeLessThan(600_000);
    }
  });

  test('what is removed is gone, and removing it again is no error', async () => {
    await store.create('cache/gone/a', bytesOf('a'));
    await store.create('cache/gone/ab', bytesOf('ab'));
    expect(await store.remove('cache/gone/a')).toEqual({ removed: true });
    expect(await store.remove('cache/gone/a')).toEqual({ removed: true });
    expect(await keysOf(store)).toEqual(['cache/gone/ab']);
    await expect(store.read('cache/gone/a')).rejects.toThrow(ObjectMissing);
    expect(await store.create('cache/gone/a', bytesOf('again'))).toBe(true);
  });

  test('to ask what holds an object changes nothing; nothing holds what is not there', async () => {
    await store.create('cache/free', bytesOf('a'));
    expect(await store.holds('cache/free')).toBeUndefined();
    expect(await store.holds('cache/none')).toBeUndefined();
    expect(await keysOf(store)).toEqual(['cache/free']);
  });

  test.each([
    ['at once', 0], ['within the first part', 100_000], ['between parts', 30 * MIB],
  ])('a body that fails %s leaves nothing, and its own error is thrown', async (_when, bytes) => {
    const error = new Error('the replica went away');
    await expect(store.put('cache/failed/x', failing(bytes, error))).rejects.toBe(error);
    await nothingIsLeft();
    expect(await store.create('cache/failed/x', bytesOf('can be written later'))).toBe(true);
  }, 60_000);

  test.each([['within the first part', 100_000], ['between parts', 20 * MIB]])('an abort %s leaves nothing, also of a silent body', async (_when, bytes) => {
    const controller = new AbortController();
    const reason = new Error('the deadline has passed');
    await expect(store.put('cache/aborted', silent(bytes, () => controller.abort(reason)), controller.signal)).rejects.toBe(reason);
    await nothingIsLeft();
  }, 60_000);

  test('an abort before the first byte is one, too', async () => {
    await expect(store.put('cache/aborted', body(10), AbortSignal.abort(new Error('not today')))).rejects.toThrow('not today');
    await nothingIsLeft();
  });

  test('a reader can be stopped', async () => {
    await store.put('cache/read', body(20 * MIB));
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      for await (const _chunk of await store.read('cache/read', controller.signal)) {
        controller.abort(new Error('enough'));
      }
    };
    await expect(read()).rejects.toThrow('enough');
  });

  test('a reader may leave early', async () => {
    await store.put('cache/read', body(20 * MIB));
    for await (const chunk of await store.read('cache/read')) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect(await store.remove('cache/read')).toEqual({ removed: true });
  });

  test.each([
    '../x', 'a/../x', '/x', 'x/', 'a//b', '', '.', 'a/.hidden', 'a b', 'a\\b', 'a\0b', 'a\nb', 'a%2e%2e/b', 'ä', 'a?b', '-x', 'a:b', `${'a'.repeat(200)}`,
    `${'a/'.repeat(400)}a`,
  ])('the name %j is refused', async (key) => {
    const wrong = /is no name for an object/;
    await expect(store.put(key, body(1))).rejects.toThrow(wrong);
    await expect(store.create(key, bytesOf('x'))).rejects.toThrow(wrong);
    await expect(store.read(key)).rejects.toThrow(wrong);
    await expect(store.remove(key)).rejects.toThrow(wrong);
    await expect(store.holds(key)).rejects.toThrow(wrong);
  });

  test('a prefix that leads out is refused', async () => {
    await expect(keysOf(store, '../')).rejects.toThrow(/is no name for an object/);
    await expect(store.abortLeftovers('../', new Date())).rejects.toThrow(/is no name for an object/);
  });
}
