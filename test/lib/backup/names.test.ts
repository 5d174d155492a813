import { backupFolder, beganAt, isBackupId, timeInName } from '../../../lib/backup/names';

test('an id tells when the backup began', () => {
  expect(beganAt('20240229T235959Z-4f3a91')).toEqual(new Date('2024-02-29T23:59:59Z'));
  expect(timeInName(new Date('2024-02-29T23:59:59.999Z'))).toBe('20240229T235959Z');
});

test.each(['', 'lease', '20230229T000000Z-a', '20241301T000000Z-a', '20240101T250000Z-a', '20240101T000000Z', '../20240101T000000Z-a'])(
  '"%s" is no id', (id) => expect(isBackupId(id)).toBe(false));

test('a folder is of one deployment and one backup', () => {
  expect(backupFolder('cache', '20240101T000000Z-a1')).toBe('cache/20240101T000000Z-a1/');
  expect(() => backupFolder('a/b', '20240101T000000Z-a1')).toThrow('deployment: got "a/b"');
});
