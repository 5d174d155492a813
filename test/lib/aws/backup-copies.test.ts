import { copyRule, keyAbroadMissing, usualLateSeconds } from '../../../lib/aws';

test('everything is copied, deletions are not, and S3 measures', () => {
  expect(copyRule({ bucketArn: 'arn:there', keyArn: 'arn:key' }, 1)).toEqual({
    id: 'copy-2', priority: 1, status: 'Enabled', filter: { prefix: '' }, deleteMarkerReplication: { status: 'Disabled' },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
    destination: { bucket: 'arn:there', encryptionConfiguration: { replicaKmsKeyId: 'arn:key' }, metrics: { status: 'Enabled' } },
  });
});

test('copies in another account belong to it', () => {
  expect(copyRule({ bucketArn: 'arn:there', keyArn: 'arn:key', otherAccount: '999999999999' }, 0).destination)
    .toMatchObject({ account: '999999999999', accessControlTranslation: { owner: 'Destination' } });
});

test('time control, and delete markers, where they are wanted', () => {
  const rule = copyRule({ bucketArn: 'arn:there', keyArn: 'arn:key', timeControl: true, copyDeleteMarkers: true, storageClass: 'GLACIER_IR' }, 0);
  expect(rule.deleteMarkerReplication.status).toBe('Enabled');
  expect(rule.destination).toMatchObject({
    storageClass: 'GLACIER_IR', metrics: { eventThreshold: { minutes: 15 } }, replicationTime: { status: 'Enabled', time: { minutes: 15 } },
  });
});

test('late is what S3 undertakes, or an hour', () => {
  expect([usualLateSeconds(true), usualLateSeconds()]).toEqual([900, 3600]);
});

test('a bucket of another account without a key of it names the prop', () => {
  expect(keyAbroadMissing(2, '999999999999').message).toMatch(/^replicas\[2\]\.encryptionKey: none given for a bucket of account 999999999999/);
});
