import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DirectoryStore } from '../../../../lib/backup/store/directory-store';
import { body, failing } from './bodies';
import { itKeepsTheContract } from './store-contract';

const folders: string[] = [];

function folder(): string {
  folders.push(mkdtempSync(path.join(tmpdir(), 'redis-ha-directory-store-')));
  return folders.at(-1)!;
}

afterAll(() => folders.forEach((each) => rmSync(each, { recursive: true, force: true })));

function hidden(root: string): string[] {
  return (readdirSync(root, { recursive: true }) as string[]).filter((file) => path.basename(file).startsWith('.'));
}

describe.each([['hard links', true], ['a claim and a rename', false]])('a folder, published by %s', (_how, hardLinks) => {
  itKeepsTheContract(async () => {
    const root = path.join(folder(), 'not/made/yet');
    mkdirSync(path.dirname(root), { recursive: true });
    // The store's own folder may be there or not.
    return {
      store: new DirectoryStore(root, { hardLinks }),
      leftovers: async () => (readdirSync(path.dirname(root)).length === 0 ? [] : hidden(root)),
    };
  });
});

test('only their owner can read backups', async () => {
  const root = folder();
  await new DirectoryStore(root).put('cache/a/x', body(10));
  expect(statSync(path.join(root, 'cache/a/x')).mode & 0o777).toBe(0o600);
  expect(statSync(path.join(root, 'cache/a')).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(root, 'cache')).mode & 0o777).toBe(0o700);
});

test('empty folders go with their last object and with a body that failed, the store itself stays', async () => {
  const root = folder();
  const store = new DirectoryStore(root);
  await store.put('cache/a/x', body(10));
  await expect(store.put('cache/b/c/x', failing(10, new Error('gone')))).rejects.toThrow('gone');
  expect(readdirSync(path.join(root, 'cache'))).toEqual(['a']);
  await store.remove('cache/a/x');
  expect(readdirSync(root)).toEqual([]);
});

test('drafts of killed processes are taken back after a day, those of living ones are not', async () => {
  const root = folder();
  const store = new DirectoryStore(root);
  mkdirSync(path.join(root, 'cache/dead'), { recursive: true });
  const dead = path.join(root, 'cache/dead/.shard-1.rdb-0123456789ab.draft');
  const living = path.join(root, 'cache/.shard-2.rdb-0123456789ab.draft');
  writeFileSync(dead, 'half');
  writeFileSync(living, 'half');
  utimesSync(dead, new Date(), new Date(Date.now() - 25 * 3600 * 1000));
  await store.put('cache/new', body(10));
  expect(hidden(root)).toEqual(['cache/.shard-2.rdb-0123456789ab.draft']);
  expect(readdirSync(path.join(root, 'cache')).sort()).toEqual(['.shard-2.rdb-0123456789ab.draft', 'new']);
  const taken = await store.abortLeftovers('cache/shard-2', new Date(Date.now() + 1000));
  expect(taken.map((each) => each.key)).toEqual(['cache/shard-2.rdb']);
  expect(hidden(root)).toEqual([]);
});

test('what is no object of a store is neither listed nor followed', async () => {
  const root = folder();
  const store = new DirectoryStore(root);
  await store.create('cache/x', Buffer.from('x'));
  mkdirSync(path.join(root, 'lost+found'), { mode: 0o000 });
  writeFileSync(path.join(root, 'cache/read me.txt'), 'not an object');
  symlinkSync('/etc', path.join(root, 'etc'));
  const keys: string[] = [];
  for await (const object of store.list('')) {
    keys.push(object.key);
  }
  expect(keys).toEqual(['cache/x']);
});

test('a file where the folder should be is said in words', async () => {
  const file = path.join(folder(), 'file');
  writeFileSync(file, '');
  await expect(new DirectoryStore(file).put('cache/x', body(10))).rejects.toThrow(/a file is where a folder should be/);
});

test('a file that became shorter is an error, not a short object', async () => {
  const root = folder();
  const store = new DirectoryStore(root);
  await store.put('cache/x', body(2_000_000));
  const read = async (): Promise<void> => {
    for await (const _chunk of await store.read('cache/x')) {
      spawnSync('truncate', ['-s', '300000', path.join(root, 'cache/x')]);
    }
  };
  await expect(read()).rejects.toThrow(/became shorter while it was read/);
});

describe('a full disk', () => {
  const root = folder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', root]).status === 0;
  afterAll(() => {
    if (mounted) {
      spawnSync('umount', [root]);
    }
  });
  (mounted ? test : test.skip)('is said in words and leaves nothing (skipped where nothing can be mounted)', async () => {
    const store = new DirectoryStore(root);
    await expect(store.put('cache/x', body(6_000_000))).rejects.toThrow(/cannot write .*cache\/x: the disk is full; free some of it/);
    expect(readdirSync(root)).toEqual([]);
    expect((await store.put('cache/x', body(1_000_000))).bytes).toBe(1_000_000);
  });
});
