import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { BackupManifest } from '../../../../lib/backup/manifest';
import { restoreDeployment, type RestoredDeployment } from '../../../../lib/backup/restore/restore-deployment';
import { restoreProblems } from '../../../../lib/backup/restore/restore-problems';
import { openStore } from '../../../../lib/backup/store/open-store';
import { programFolder } from '../../../../lib/lab/engine';
import { Engine } from '../../../../lib/model';
import { valuesOf } from './contents';
import { Bench } from './real-redis';
import { manyKeys } from './spread';
import { snapshotOf, storeBackup } from './stored-backup';

jest.setTimeout(120_000);

const bench = new Bench();
const store = openStore(bench.folder('store'));
const ENGINES = [Engine.REDIS_7_0, Engine.REDIS_8_0, Engine.VALKEY_8_1];
afterAll(() => bench.close());

/** Its server's program, when this machine has exactly that version: unpacked by `npm run engines` or installed. */
function programOf(engine: Engine): string | undefined {
  const folder = programFolder(engine);
  const program = folder === undefined ? undefined : join(folder, engine.binaries.server);
  const exactly = program !== undefined && execFileSync(program, ['--version'], { encoding: 'utf8' }).includes(`v=${engine.version}.`);
  return exactly ? program : undefined;
}

interface BackedUpValues {
  readonly manifest: BackupManifest;
  readonly values: Record<string, string>;
}

const backups = new Map<string, Promise<BackedUpValues>>();

/** What a server of that engine backs up: every type. */
function backupOf(engine: Engine): Promise<BackedUpValues> {
  const made = backups.get(engine.name) ?? (async () => {
    const source = await manyKeys(bench, `source-${engine.name}`, programOf(engine));
    const values = await valuesOf(source);
    const { family, version } = engine;
    const deployment = engine.name.replace('.', '-');
    const manifest = await storeBackup(store, [{ rdb: await snapshotOf(source) }], { deployment, engine: { family, version } });
    return { manifest, values };
  })();
  backups.set(engine.name, made);
  return made;
}

function restore(manifest: BackupManifest, engine: Engine, shards: number, name: string): Promise<RestoredDeployment> {
  const target = { engine, shards, cluster: shards > 1 };
  return restoreDeployment({ store, manifest, target, directoryOf: (shard) => bench.folder(`${name}/shard-${shard}`) });
}

describe.each(ENGINES.flatMap((from) => ENGINES.map((to) => ({ from, to }))))('$from.name into $to.name', ({ from, to }) => {
  const programs = [programOf(from), programOf(to)];
  if (programs.includes(undefined)) {
    const message = `not restored from ${from.name} into ${to.name}: not both are on this machine (npm run engines)`;
    process.stderr.write(`${message}\n`);
    test.skip(message, () => undefined);
    return;
  }

  test('the server says what was said before the download', async () => {
    const { manifest, values } = await backupOf(from);
    const problems = restoreProblems(manifest, { engine: to, shards: 1, cluster: false });
    // Written for the engine it is of, so that the other one can be seen to refuse it.
    const { shards: [restored] } = await restore(manifest, from, 1, `${from.name}-${to.name}`);
    const started = bench.start(restored!.directory, [], programs[1]);
    if (problems.length > 0) {
      await expect(restore(manifest, to, 1, 'refused')).rejects.toThrow(problems[0]);
      await expect(started).rejects.toThrow(/did not start/);
      return;
    }
    const server = await started;
    expect(await valuesOf(server)).toEqual(values);
    expect(await server.call('FCALL', 'shared', 0)).toBe(7);
    await server.kill();
  });

  test('also in three parts', async () => {
    const { manifest } = await backupOf(from);
    if (restoreProblems(manifest, { engine: to, shards: 3, cluster: true }).length > 0) {
      return;
    }
    const { shards } = await restore(manifest, to, 3, `${from.name}-${to.name}-three`);
    let keys = 0;
    for (const { directory, keys: counted } of shards) {
      const server = await bench.start(directory, ['--cluster-enabled', 'yes'], programs[1]);
      expect(await server.call('DBSIZE')).toBe(counted!['0']);
      keys += counted!['0']!;
      await server.kill();
    }
    expect(keys).toBe(Object.values(manifest.shards[0]!.keys!).reduce((sum, count) => sum + count, 0));
  });
});
