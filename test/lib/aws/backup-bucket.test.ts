import { accessLogLifecycle, accessLogStatement, backupBucketWarnings, backupLifecycle } from '../../../lib/aws';

const DAY = 86_400;

test('no rule deletes a current object; what was deleted and what was not finished goes', () => {
  const rules = backupLifecycle({ colder: [] });
  expect(rules.some(({ expireDays }) => expireDays !== undefined)).toBe(false);
  expect(rules).toEqual([
    { id: 'deleted', expireNoncurrentDays: 30 }, { id: 'markers', dropMarkers: true }, { id: 'unfinished', abortUploadsDays: 2 },
  ]);
});

test('moves leave the small objects, which are manifests, where they are', () => {
  const moves = [{ storageClass: 'STANDARD_IA', days: 30 }];
  expect(backupLifecycle({ colder: moves, keepDeletedSeconds: 7 * DAY, abortUploadsSeconds: DAY })).toEqual([
    { id: 'deleted', expireNoncurrentDays: 7 }, { id: 'markers', dropMarkers: true }, { id: 'unfinished', abortUploadsDays: 1 },
    { id: 'colder', largerThanBytes: 131_072, moves },
  ]);
});

test.each([
  [() => backupLifecycle({ colder: [], keepDeletedSeconds: DAY / 2 }), /keepDeleted: got 0\.5; give a whole number from 1/],
  [() => backupLifecycle({ colder: [], abortUploadsSeconds: 0 }), /abortUploadsAfter: got 0/],
  [() => backupLifecycle({ colder: [{ storageClass: 'STANDARD_IA', days: 7 }] }), /transitions\[0\]\.after: got 7 days/],
  [() => accessLogLifecycle(37_000 * DAY), /accessLogRetention: got 37000/],
])('what is no number of days, or no move, is refused (%#)', (wrong, message) => {
  expect(wrong).toThrow(message);
});

test('access logs are kept for a year, and come from one bucket of one account', () => {
  expect(accessLogLifecycle()).toEqual([{ id: 'old', expireDays: 365, abortUploadsDays: 1 }]);
  expect(accessLogStatement({ bucketArn: 'arn:logs', prefix: 'backups/', ofBucketArn: 'arn:backups', account: '123456789012' })).toMatchObject({
    effect: 'Allow', principal: { Service: 'logging.s3.amazonaws.com' }, resources: ['arn:logs/backups/*'],
    conditions: { ArnLike: { 'aws:SourceArn': 'arn:backups' }, StringEquals: { 'aws:SourceAccount': '123456789012' } },
  });
});

test('a class that must be thawed, and a key that leaves, are told', () => {
  expect(backupBucketWarnings([{ storageClass: 'GLACIER_IR', days: 30 }], false)).toEqual([]);
  expect(backupBucketWarnings([{ storageClass: 'GLACIER', days: 30 }], true).map(({ id }) => id)).toEqual(['frozenBackups', 'backupsLeaveWithTheStack']);
});
