import { backupPrefix, checkBackupName, restoredNodes } from '../../../lib/aws';

const NAME = { deployment: 'orders', backupId: '20261122T150203Z-4f3a91', prefix: '' };
const SHELF = { bucketName: 'backups', bucketArn: 'arn:aws:s3:::backups', region: 'eu-central-1' };

test('nodes are told where it is, and may read that backup only', () => {
  const { binding, statements } = restoredNodes(NAME, SHELF);
  expect(binding).toEqual({ store: 's3://backups', deployment: 'orders', backup: NAME.backupId, region: 'eu-central-1' });
  expect(statements.map(({ resources }) => resources)).toEqual([['arn:aws:s3:::backups/orders/20261122T150203Z-4f3a91/*']]);
});

test('below a prefix, with a key', () => {
  const { binding, statements } = restoredNodes({ ...NAME, prefix: backupPrefix('/redis/old/') }, { ...SHELF, keyArn: 'arn:key' });
  expect(binding.store).toBe('s3://backups/redis/old');
  expect(statements[0]!.resources).toEqual(['arn:aws:s3:::backups/redis/old/orders/20261122T150203Z-4f3a91/*']);
  expect(statements[1]).toMatchObject({ actions: ['kms:Decrypt'], resources: ['arn:key'] });
});

test.each([
  [{ deployment: 'Orders' }, /restoreFrom\.deployment: got "Orders"/], [{ backupId: 'latest' }, /restoreFrom\.backupId: got "latest"/],
  [{ prefix: 'a//b' }, /restoreFrom\.prefix: got "a\/\/b"/],
])('%p is refused', (wrong, message) => {
  expect(() => checkBackupName({ ...NAME, ...wrong })).toThrow(message);
});

test('what is not known yet is not checked', () => {
  expect(() => checkBackupName({ prefix: '' })).not.toThrow();
});
