import { sameLayout, sourcesOf } from '../../../../lib/backup/restore/shard-sources';
import type { BackupManifest } from '../../../../lib/backup/manifest';
import { manifestOf } from './manifests';

const names = (manifest: BackupManifest, shard: number, shards: number): (number | boolean)[] => {
  const { shards: sources, verbatim } = sourcesOf(manifest, shard, shards);
  return [...sources.map((source) => source.shard), verbatim];
};

test('the same shards are copied as they are, whatever order the backup has them in', () => {
  const three = manifestOf(3);
  expect([1, 2, 3].map((shard) => names(three, shard, 3))).toEqual([[1, true], [2, true], [3, true]]);
  const turned = { ...three, shards: [...three.shards].reverse().map((shard, index) => ({ ...shard, shard: index + 1 })) };
  expect([1, 2, 3].map((shard) => names(turned, shard, 3))).toEqual([[3, true], [2, true], [1, true]]);
  expect([sameLayout(three, 3), sameLayout(turned, 3)]).toEqual([true, true]);
});

test('fewer, more, or the same number with other slots are put together from those that overlap', () => {
  const three = manifestOf(3);
  expect([1, 2].map((shard) => names(three, shard, 2))).toEqual([[1, 2, false], [2, 3, false]]);
  const five = [1, 2, 3, 4, 5].map((shard) => names(three, shard, 5));
  expect(five).toEqual([[1, false], [1, 2, false], [2, false], [2, 3, false], [3, false]]);
  const [first, second, third] = three.shards;
  const shifted = [{ ...first!, slots: [{ from: 0, to: 5459 }] }, { ...second!, slots: [{ from: 5460, to: 10_921 }] }];
  const moved = { ...three, shards: [...shifted, third!] };
  expect([1, 2, 3].map((shard) => names(moved, shard, 3))).toEqual([[1, 2, false], [2, false], [3, true]]);
  expect([sameLayout(three, 2), sameLayout(moved, 3)]).toEqual([false, false]);
});

test('one server: all of it, from wherever; a single server is every shard of a Cluster\'s source', () => {
  expect(names(manifestOf(1), 1, 1)).toEqual([1, true]);
  expect(names(manifestOf(3), 1, 1)).toEqual([1, 2, 3, false]);
  expect([1, 2, 3].map((shard) => names(manifestOf(1), shard, 3))).toEqual([[1, false], [1, false], [1, false]]);
});

test('a shard that owns no slots has nothing that anybody gets', () => {
  const three = manifestOf(3);
  const idle = { ...three, shards: [...three.shards, { ...three.shards[0]!, shard: 4, slots: [] }] };
  expect(names(idle, 1, 3)).toEqual([1, true]);
  expect(names(idle, 1, 1)).toEqual([1, 2, 3, false]);
});
