import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { BackupBucket, RestoreSource, type BackupToRestore } from '../../../../constructs/pulumi/aws';
import { UNKNOWN } from '../recorded';
import { onAws } from './backups';

const BACKUP = { deployment: 'orders', backupId: '20261122T150203Z-4f3a91' };

test('nodes are told where it is, and may read that backup only, with the bucket\'s key', async () => {
  const { outputs } = await onAws(() => ({ restore: RestoreSource.backup(new BackupBucket('backups'), { ...BACKUP, prefix: '/old/' })._bind() }));
  expect(outputs.restore).toMatchObject({
    binding: { store: 's3://backups-bucket/old', deployment: 'orders', backup: BACKUP.backupId, region: 'eu-central-1' },
    statements: [
      { sid: 'Backup', resources: ['arn:aws:s3:::backups-bucket/old/orders/20261122T150203Z-4f3a91/*'] },
      { sid: 'KeyOfBackup', resources: [expect.stringMatching(/key\/backups-key$/)] },
    ],
  });
});

test('from any bucket, whose key is told', async () => {
  const { outputs } = await onAws(() => ({
    without: RestoreSource.backup(new aws.s3.Bucket('plain'), BACKUP)._bind(),
    withKey: RestoreSource.backup(new aws.s3.Bucket('other'), { ...BACKUP, encryptionKey: 'arn:key' })._bind(),
  }));
  expect(outputs.without.statements).toHaveLength(1);
  expect(outputs.withKey.statements[1].resources).toEqual(['arn:key']);
});

test('in a preview its place is not known yet, and that is no error', async () => {
  const program = (): unknown => ({ restore: RestoreSource.backup(new BackupBucket('backups'), BACKUP)._bind() });
  expect((await onAws(program, { preview: true })).outputs.restore).toBe(UNKNOWN);
});

test.each<[Partial<BackupToRestore>, RegExp]>([
  [{ deployment: 'Orders' }, /restoreFrom\.deployment: got "Orders"/], [{ backupId: 'latest' }, /restoreFrom\.backupId: got "latest"/],
  [{ prefix: 'a//b' }, /restoreFrom\.prefix: got "a\/\/b"/],
])('%p is refused at once', (wrong, message) => {
  expect(() => RestoreSource.backup({ bucket: 'b', arn: 'arn:b', region: 'r' }, { ...BACKUP, ...wrong })).toThrow(message);
});

test('a name that is known later', async () => {
  const bucket = { bucket: 'b', arn: 'arn:b', region: 'eu-west-1' };
  const later = (): unknown => ({
    restore: RestoreSource.backup(bucket, { ...BACKUP, backupId: pulumi.output(BACKUP.backupId) })._bind(),
  });
  expect((await onAws(later)).outputs.restore.binding).toMatchObject({ backup: BACKUP.backupId, region: 'eu-west-1' });
});
