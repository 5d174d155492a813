import { commonHeader, rdbProblem, RdbError, type RdbHeader } from '../../../lib/rdb';

const redis = (version: number): RdbHeader => ({ magic: 'REDIS', version });
const valkey = (version: number): RdbHeader => ({ magic: 'VALKEY', version });

test.each([
  [redis(9), 'redis', '5.0.14'], [redis(10), 'redis', '7.0.15'], [redis(10), 'redis', '8.0'], [redis(11), 'redis', '7.2'],
  [redis(12), 'redis', '7.4.1'], [redis(12), 'redis', '8.4.0'], [redis(13), 'redis', '8.6'], [redis(15), 'redis', '8.10.1'],
  [redis(11), 'valkey', '7.2'], [redis(11), 'valkey', '8.1.1'], [redis(9), 'valkey', '9.0'], [valkey(80), 'valkey', '9.0.3'],
  [valkey(80), 'valkey', '9.1'], [valkey(81), 'valkey', '9.2'],
  // Nothing is known of versions yet to come.
  [redis(16), 'redis', '9.0'], [valkey(82), 'valkey', '10.0'],
])('%j can be loaded by %s %s', (header, family, version) => {
  expect(rdbProblem(header, { family, version })).toBeUndefined();
});

test.each([
  [redis(11), 'redis', '7.0.15', /Redis 7\.0\.15 loads RDB files up to version 10, this one is of version 11: .* Redis 7\.2 or newer/],
  [redis(12), 'redis', '7.2', /Redis 7\.4 or newer/],
  [redis(13), 'redis', '8.4', /Redis 8\.6 or newer/],
  [redis(16), 'redis', '8.10', /newer than 8\.10/],
  [redis(12), 'valkey', '8.1', /does not load an RDB file of version 12, which Redis 7\.4 or newer writes/],
  [redis(12), 'valkey', '9.0', /copy its keys one by one/],
  [valkey(80), 'valkey', '8.1', /Valkey 9\.0 or newer/],
  [valkey(81), 'valkey', '9.1', /Valkey 9\.2 or newer/],
  [valkey(80), 'redis', '8.0', /that Valkey wrote: restore it with Valkey 9\.0 or newer/],
  [redis(9), 'redis', '4.0', /Redis 5\.0 or newer/],
  [redis(9), 'keydb', '6.3', /engine "keydb"/],
])('%j cannot be loaded by %s %s', (header, family, version, message) => {
  expect(rdbProblem(header, { family, version })).toMatch(message);
});

test('files of several versions stand under the newest, unless their engines have parted', () => {
  expect(commonHeader([redis(10), redis(12), redis(11)])).toEqual(redis(12));
  expect(commonHeader([valkey(80), redis(11)])).toEqual(valkey(80));
  expect(() => commonHeader([valkey(80), redis(12)])).toThrow('files of VALKEY080, REDIS0012 cannot become one');
  expect(() => commonHeader([])).toThrow(RdbError);
});
