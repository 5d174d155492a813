import { restoreProblems, type RestoreTarget } from '../../../../lib/backup/restore/restore-problems';
import { manifestOf } from './manifests';

const single: RestoreTarget = { engine: { family: 'redis', version: '7.0' }, shards: 1, cluster: false };
const cluster = (shards: number): RestoreTarget => ({ ...single, shards, cluster: true });

test('what fits has no problems', () => {
  expect(restoreProblems(manifestOf(1), single)).toEqual([]);
  expect(restoreProblems(manifestOf(1), cluster(3))).toEqual([]);
  expect([1, 2, 3, 5].map((shards) => restoreProblems(manifestOf(3), cluster(shards)))).toEqual([[], [], [], []]);
  expect(restoreProblems(manifestOf(3), single)).toEqual([]);
});

test('which engine loads which backup', () => {
  const into = (rdbVersion: number, rdbMagic: string, family: string, version: string): string =>
    restoreProblems(manifestOf(3, {}, { rdbVersion, rdbMagic }), { ...cluster(3), engine: { family, version } }).join();
  expect(into(12, 'REDIS', 'redis', '7.0')).toMatch(/Redis 7\.0 loads RDB files up to version 10/);
  expect(into(12, 'REDIS', 'valkey', '8.1')).toMatch(/Valkey 8\.1 does not load/);
  expect(into(80, 'VALKEY', 'redis', '8.0')).toMatch(/Redis 8\.0 cannot load/);
  expect(into(10, 'REDIS', 'redis', '6.2')).toMatch(/redis 6\.2 cannot read append-only files in several parts/);
  expect([into(10, 'REDIS', 'redis', '7.0.15'), into(10, 'REDIS', 'redis', '8.0'), into(11, 'REDIS', 'valkey', '8.1')]).toEqual(['', '', '']);
  expect([into(80, 'VALKEY', 'valkey', '9.0'), into(12, 'REDIS', 'redis', '10.0')]).toEqual(['', '']);
});

test('several databases do not go into a Cluster; empty ones do not count', () => {
  const several = manifestOf(1, {}, { keys: { 0: 1, 3: 2, 9: 0 } });
  expect(restoreProblems(several, cluster(3))).toEqual([expect.stringMatching(/keys in database 3, and a Cluster has only database 0/)]);
  expect(restoreProblems(several, single)).toEqual([]);
  expect(restoreProblems(manifestOf(1, {}, { keys: { 0: 1, 9: 0 } }), cluster(3))).toEqual([]);
});

test('a number of shards that cannot be', () => {
  expect(restoreProblems(manifestOf(3), { ...single, shards: 2 })).toEqual(['without Cluster there is one shard, not 2']);
  for (const shards of [0, 1.5, 1001, Number.NaN]) {
    expect(restoreProblems(manifestOf(3), cluster(shards))).toEqual([`a Cluster has 1 to 1000 shards, not ${shards}`]);
  }
});

test('types that are not known here can be copied, and neither split nor joined', () => {
  const unknown = manifestOf(3, {}, { keys: undefined, expires: undefined });
  expect(restoreProblems(unknown, cluster(3))).toEqual([]);
  for (const target of [cluster(2), cluster(5), single]) {
    expect(restoreProblems(unknown, target)).toEqual([expect.stringMatching(/^shard 1, 2, 3 holds types .* restore into 3 shards with the same slots$/)]);
  }
});

test('slots that nobody has, or two have, are no Cluster', () => {
  const three = manifestOf(3);
  expect(restoreProblems({ ...three, shards: three.shards.slice(1) }, cluster(3))).toEqual([expect.stringMatching(/no shard has the slots 0-5460/)]);
});
