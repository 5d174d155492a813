import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidInput } from '../../../../lib/model';
import { DataFolder } from '../../../../lib/backup/restore/data-folder';
import { Bench } from './real-redis';

jest.setTimeout(30_000);

const bench = new Bench();
afterAll(() => bench.close());

const restored = { deployment: 'cache', id: '20261122T150203Z-4f3a91', shard: 1, shards: 1, keys: { 0: 1 }, functions: [] };
const asRoot = process.getuid?.() === 0;

/** A snapshot of a server with one key, as a backup holds it. */
async function snapshot(): Promise<Buffer> {
  const folder = bench.folder('source');
  if (!existsSync(join(folder, 'dump.rdb'))) {
    const source = await bench.start(folder, ['--appendonly', 'no']);
    await source.call('SET', 'greeting', 'hello');
    await source.call('SAVE');
    await source.stop();
  }
  return readFileSync(join(folder, 'dump.rdb'));
}

async function written(folder: DataFolder, bytes: Buffer | string): Promise<DataFolder> {
  const handle = await folder.openBase();
  await handle.writeFile(bytes);
  await handle.close();
  return folder;
}

test('a dump.rdb beside appendonly yes would start empty: ours does not', async () => {
  const rdb = await snapshot();
  const usual = bench.folder('usual');
  mkdirSync(usual);
  writeFileSync(join(usual, 'dump.rdb'), rdb);
  expect(await (await bench.start(usual)).call('DBSIZE')).toBe(0);

  const ours = bench.folder('ours');
  await (await written(await DataFolder.begin(ours), rdb)).commit(restored);
  expect(readdirSync(ours).sort()).toEqual(['appendonlydir', 'restored.json']);
  const server = await bench.start(ours);
  expect(await server.call('GET', 'greeting')).toBe('hello');
  // And what is written from now on is kept, as by any server.
  await server.call('SET', 'later', 'too');
  await server.stop();
  const again = await bench.start(ours);
  expect([await again.call('GET', 'greeting'), await again.call('GET', 'later')]).toEqual(['hello', 'too']);
});

test('append-only files bear the names of the server\'s configuration', async () => {
  const folder = bench.folder('named');
  const names = { appendDirName: 'aof', appendFileName: 'cache-1.aof' };
  await (await written(await DataFolder.begin(folder, names), await snapshot())).commit(restored);
  expect(readdirSync(join(folder, 'aof')).sort()).toEqual(['cache-1.aof.1.base.rdb', 'cache-1.aof.manifest']);
  const server = await bench.start(folder, ['--appenddirname', 'aof', '--appendfilename', 'cache-1.aof']);
  expect(await server.call('DBSIZE')).toBe(1);
  await expect(DataFolder.begin(bench.folder('elsewhere'), { appendFileName: '../x' })).rejects.toThrow('appendfilename: got "../x"');
  expect(existsSync(bench.folder('elsewhere'))).toBe(false);
});

test('a folder with anything in it is refused and not touched', async () => {
  const folder = bench.folder('occupied');
  mkdirSync(folder);
  writeFileSync(join(folder, 'dump.rdb'), 'precious');
  await expect(DataFolder.begin(folder)).rejects.toThrow(InvalidInput);
  await expect(DataFolder.begin(folder)).rejects.toThrow(/is not empty: it has dump\.rdb; .*--keep-aside/);
  expect(readdirSync(folder)).toEqual(['dump.rdb']);
  await expect(DataFolder.begin(join(folder, 'dump.rdb'))).rejects.toThrow('cannot read the folder');
});

test('until all of it is there a folder looks empty, and whoever gives up leaves nothing', async () => {
  const folder = bench.folder('deep/down/below');
  const begun = await written(await DataFolder.begin(folder), 'half');
  expect(readdirSync(folder).every((name) => name.startsWith('restoring-'))).toBe(true);
  await begun.discard();
  expect(existsSync(bench.folder('deep'))).toBe(false);
});

test('what a killed restore left is no data, and gone with the next one', async () => {
  const folder = bench.folder('killed');
  await written(await DataFolder.begin(folder), 'half');
  // As when power was lost between the two renames of `commit`.
  writeFileSync(join(folder, 'restored.json'), '{}');
  await (await written(await DataFolder.begin(folder), await snapshot())).commit(restored);
  expect(readdirSync(folder).sort()).toEqual(['appendonlydir', 'restored.json']);
  expect(JSON.parse(readFileSync(join(folder, 'restored.json'), 'utf8'))).toEqual(restored);
});

test('a server that was started meanwhile keeps what it has written', async () => {
  const folder = bench.folder('raced');
  const begun = await written(await DataFolder.begin(folder), await snapshot());
  const server = await bench.start(folder);
  await server.call('SET', 'mine', '1');
  await expect(begun.commit(restored)).rejects.toThrow('a server was started on it');
  await begun.discard();
  await server.stop();
  expect(readdirSync(folder)).toEqual(['appendonlydir']);
  expect(await (await bench.start(folder)).call('KEYS', '*')).toEqual(['mine']);
});

describe('--keep-aside', () => {
  const full = (name: string): string => {
    const folder = bench.folder(name);
    mkdirSync(join(folder, 'appendonlydir'), { recursive: true, mode: 0o750 });
    writeFileSync(join(folder, 'appendonlydir', 'appendonly.aof.1.incr.aof'), 'old');
    writeFileSync(join(folder, 'nodes.conf'), 'who I was');
    return folder;
  };

  test('moves the old data away in the moment the new is complete, nodes.conf with it', async () => {
    const folder = full('keep');
    const begun = await written(await DataFolder.begin(folder, { keepAside: true }), await snapshot());
    expect(readdirSync(folder).sort()).toEqual(['appendonlydir', 'nodes.conf']);
    const kept = await begun.commit(restored);
    expect(kept).toMatch(/keep\.kept-\d{8}T\d{6}Z$/);
    expect(readdirSync(kept!).sort()).toEqual(['appendonlydir', 'nodes.conf']);
    expect(readFileSync(join(kept!, 'appendonlydir', 'appendonly.aof.1.incr.aof'), 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['appendonlydir', 'restored.json']);
    expect(await (await bench.start(folder)).call('GET', 'greeting')).toBe('hello');
  });

  test('and when nothing comes of it the old data is where it was, with nothing beside it', async () => {
    const folder = full('given-up');
    await (await written(await DataFolder.begin(folder, { keepAside: true }), 'half')).discard();
    expect(readdirSync(folder).sort()).toEqual(['appendonlydir', 'nodes.conf']);
    expect(readdirSync(bench.root).filter((name) => name.startsWith('given-up'))).toEqual(['given-up']);
  });

  (asRoot ? test : test.skip)('root gives the files to the user whose folder it was', async () => {
    for (const [name, keepAside] of [['owned', true], ['owned-empty', false]] as const) {
      const folder = bench.folder(name);
      mkdirSync(folder, { mode: 0o750 });
      if (keepAside) {
        writeFileSync(join(folder, 'dump.rdb'), 'old');
      }
      chownSync(folder, 65_534, 65_534);
      await (await written(await DataFolder.begin(folder, { keepAside }), await snapshot())).commit(restored);
      const all = ['', 'restored.json', 'appendonlydir', 'appendonlydir/appendonly.aof.1.base.rdb', 'appendonlydir/appendonly.aof.manifest'];
      expect(all.map((file) => statSync(join(folder, file)).uid)).toEqual(all.map(() => 65_534));
      expect(statSync(folder).mode & 0o777).toBe(0o750);
    }
  });
});
