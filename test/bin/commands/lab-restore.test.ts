import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseForLab, pinnedBackup, restoreWords } from '../../../bin/commands/lab-restore';
import { DirectoryStore } from '../../../lib/backup/store/directory-store';
import { openStore } from '../../../lib/backup/store/open-store';
import { Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { Bench } from '../../lib/backup/restore/real-redis';
import { snapshotOf, storeBackup } from '../../lib/backup/restore/stored-backup';
import { demoSpec } from '../../lib/plan/specs';
import { demo } from './invoked';

const root = mkdtempSync(join(tmpdir(), 'redis-ha-lab-restore-'));
const bench = new Bench();
const OLD = '20261120T150203Z-aaaaaa';
const NEW = '20261122T150203Z-bbbbbb';
let told: string;
const progress = jest.spyOn(process.stderr, 'write').mockImplementation((text) => { told += String(text); return true; });
let rdb: Buffer;

beforeAll(async () => {
  const server = await bench.start(bench.folder('source'));
  await server.call('SET', 'a', 1);
  rdb = await snapshotOf(server);
});
beforeEach(() => { told = ''; });
afterAll(async () => {
  progress.mockRestore();
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

async function filled(name: string, ids: string[]): Promise<string> {
  const store = openStore(join(root, name));
  for (const id of ids) {
    await storeBackup(store, [{ rdb }], { id });
  }
  return join(root, name);
}

function damage(store: string, id: string): void {
  const object = join(store, 'cache', id, 'shard-1.rdb.gz');
  const bytes = readFileSync(object);
  bytes[20]! ^= 1;
  rmSync(object);
  writeFileSync(object, bytes);
}

test('the newest one, by its id for all nodes; said before anything starts', async () => {
  const store = await filled('two', [OLD, NEW]);
  expect(await chooseForLab(demo, { restoreFrom: store })).toEqual({ store, deployment: 'cache', backup: NEW });
  expect(told).toBe(`begins with the backup ${NEW} of cache\n`);
  expect(await chooseForLab(demo, { restoreFrom: store, backup: OLD })).toMatchObject({ backup: OLD });
});

test('when the newest turns out to be damaged, to the last byte, the one before it, and that is said', async () => {
  const store = await filled('damaged', [OLD, NEW]);
  damage(store, NEW);
  expect(await chooseForLab(demo, { restoreFrom: store })).toMatchObject({ backup: OLD });
  expect(told).toMatch(new RegExp(`^${NEW} cannot be used: shard-1.rdb.gz .*\nbegins with the backup ${OLD} of cache\n$`));
  await expect(chooseForLab(demo, { restoreFrom: store, backup: NEW })).rejects.toThrow(/--backup: .* is damaged/);
  damage(store, OLD);
  await expect(chooseForLab(demo, { restoreFrom: store })).rejects.toThrow(/no backup that could be restored/);
});

test('trouble with the store is no reason to begin with an older backup', async () => {
  const store = await filled('unreadable', [OLD, NEW]);
  const read = jest.spyOn(DirectoryStore.prototype, 'read').mockImplementation(async function (this: DirectoryStore, key) {
    const file = readFileSync(join(store, key));
    return (async function* body() {
      yield file.subarray(0, 40);
      if (key.includes(`${NEW}/shard`)) {
        throw new Error('connection reset');
      }
      yield file.subarray(40);
    })();
  });
  try {
    await expect(chooseForLab(demo, { restoreFrom: store })).rejects.toThrow('connection reset');
  } finally {
    read.mockRestore();
  }
});

test('one that does not fit the plan is refused before anything starts', async () => {
  const server = await bench.start(bench.folder('databases'));
  await server.call('SELECT', 3);
  await server.call('SET', 'a', 1);
  const store = openStore(join(root, 'foreign'));
  await storeBackup(store, [{ rdb: await snapshotOf(server) }], { id: NEW });
  expect(await chooseForLab(demo, { restoreFrom: store.url })).toBeDefined();
  const cluster = plan({ ...demoSpec(), topology: Topology.cluster(), objectives: { rpoSeconds: 5, rtoSeconds: 20 } });
  await expect(chooseForLab(cluster, { restoreFrom: store.url })).rejects.toThrow(/does not fit this plan.*database 3/);
});

test('without a store nothing is restored, and flags that would mean nothing are refused', async () => {
  expect(await chooseForLab(demo, {})).toBeUndefined();
  await expect(chooseForLab(demo, { backup: NEW })).rejects.toThrow(/--backup: given without a store/);
});

test('the process that keeps the lab running is told the same', () => {
  const flags = { restoreFrom: 's3://b/p', deployment: 'cache', backup: NEW, endpoint: 'http://127.0.0.1:9000', region: 'eu-west-1' };
  const words = restoreWords(pinnedBackup(flags));
  expect(words).toEqual(['--restore-from', 's3://b/p', '--deployment', 'cache', '--backup', NEW,
    '--endpoint', 'http://127.0.0.1:9000', '--region', 'eu-west-1']);
  expect(restoreWords(undefined)).toEqual([]);
});
