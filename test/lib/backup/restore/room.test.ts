import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { diskFailure, requireRoom } from '../../../../lib/backup/restore/room';
import { restoreDeployment } from '../../../../lib/backup/restore/restore-deployment';
import { openStore } from '../../../../lib/backup/store/open-store';
import { Bench } from './real-redis';
import { snapshotOf, storeBackup } from './stored-backup';

const bench = new Bench();
const small = bench.folder('small');
const asRoot = process.getuid?.() === 0;

afterAll(async () => {
  if (asRoot) {
    execFileSync('umount', ['-l', small], { stdio: 'ignore' });
  }
  await bench.close();
});

test('what cannot fit is refused beforehand, by the nearest folder that is there', async () => {
  await expect(requireRoom(bench.folder('not/yet/there'), 2 ** 60)).rejects.toThrow(/^--into: the file system of .* MB free and the snapshot takes/);
  await expect(requireRoom(bench.folder('not/yet/there'), 1)).resolves.toBeUndefined();
});

test('other failures are what they were', () => {
  const other = new Error('other');
  expect(diskFailure(other, '/data')).toBe(other);
});

(asRoot ? test : test.skip)('a disk that is full: before when that is certain, else in the middle; the old data is untouched', async () => {
  mkdirSync(small);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'redis-ha-test', small]);
  const server = await bench.start(bench.folder('source'), ['--rdbcompression', 'no']);
  await Promise.all(Array.from({ length: 40 }, (_, index) => server.call('SET', `key-${index}`, 'x'.repeat(50_000))));
  const store = openStore(bench.folder('store'));
  const manifest = await storeBackup(store, [{ rdb: await snapshotOf(server) }]);
  mkdirSync(`${small}/data`);
  writeFileSync(`${small}/data/dump.rdb`, 'old');
  const into = (shards: number): Promise<unknown> => restoreDeployment({
    store, manifest, target: { engine: { family: 'redis', version: '7.0' }, shards, cluster: shards > 1 }, keepAside: true,
    directoryOf: (shard) => (shards === 1 ? `${small}/data` : `${small}/shards/${shard}`),
  });
  await expect(into(1)).rejects.toThrow(/1 MB free and the snapshot takes 2 MB; free some space/);
  // How much of it two shards get is not known before it has been read.
  await expect(into(2)).rejects.toThrow(/the file system of .*shards\/[12] is full \(ENOSPC\); nothing was changed there/);
  expect([readdirSync(small), readdirSync(`${small}/data`)]).toEqual([['data'], ['dump.rdb']]);
}, 30_000);
