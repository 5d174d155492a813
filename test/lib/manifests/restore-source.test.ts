import { ObjectStore, requireBackup, RestoreSource, StoreIdentity } from '../../../lib/manifests';

const BACKUP = { deployment: 'cache', backupId: '20261122T150203Z-4f3a91' };
const store = (endpoint?: string): ObjectStore =>
  ObjectStore.s3({ bucket: 'backups', prefix: 'prod', region: 'eu-west-1', identity: StoreIdentity.secret('keys'), endpoint });

test('it names one backup, and where it is; who may read it is the store\'s to say', () => {
  expect(RestoreSource.backup(store(), BACKUP)._bind()).toMatchObject({
    binding: { store: 's3://backups/prod', deployment: 'cache', backup: BACKUP.backupId, region: 'eu-west-1' }, access: { credentialsSecret: 'keys' },
  });
  expect(RestoreSource.backup(store(), BACKUP)._bind().binding).not.toHaveProperty('endpoint');
  expect(RestoreSource.backup(store('http://minio:9000'), BACKUP)._bind().binding.endpoint).toBe('http://minio:9000');
});

test('what no backup can be called is refused, by name', () => {
  expect(() => RestoreSource.backup(store(), { ...BACKUP, backupId: 'latest' })).toThrow(/^restoreFrom\.backupId: got "latest"/);
  expect(() => RestoreSource.backup(store(), { ...BACKUP, deployment: '../other' })).toThrow(/^restoreFrom\.deployment: got/);
  expect(() => requireBackup('', { ...BACKUP, backupId: '' })).toThrow(/^backupId: got ""/);
});
