import path from 'node:path';
import { DirectoryStore } from '../../../../lib/backup/store/directory-store';
import { openStore } from '../../../../lib/backup/store/open-store';
import { S3Store } from '../../../../lib/backup/store/s3-store';

test.each([
  ['/backups', '/backups'], ['backups', path.resolve('backups')], ['file:///backups/a%20b', '/backups/a b'],
])('%s is a folder', (url, folder) => {
  const store = openStore(url);
  expect(store).toBeInstanceOf(DirectoryStore);
  expect(store.url).toBe(folder);
});

test.each([
  ['s3://my-bucket', 's3://my-bucket'], ['s3://my-bucket/', 's3://my-bucket'], ['s3://my.bucket/a/b/', 's3://my.bucket/a/b'],
])('%s is a bucket', (url, known) => {
  const store = openStore(url);
  expect(store).toBeInstanceOf(S3Store);
  expect(store.url).toBe(known);
});

test.each([
  ['', /has no address: give s3:\/\/bucket\/prefix or the path of a folder/],
  ['s3://', /names no bucket/], ['s3:bucket', /names no bucket/], ['s3:///prefix', /names no bucket/], ['s3://My_Bucket/x', /names no bucket.*lower-case/],
  ['s3://bucket/a//b', /the prefix of .* may hold/], ['s3://bucket/a?versionId=x', /the prefix of .* may hold/],
  ['gs://bucket', /gs:\/\/bucket is no store/], ['https://bucket.s3.amazonaws.com/x', /is no store.*as the endpoint/],
  ['~/backups', /only a shell replaces/], ['file://server/share', /names no folder of this machine/], ['a\0b', /zero byte/],
])('%j is refused', (url, why) => {
  expect(() => openStore(url)).toThrow(why);
});
