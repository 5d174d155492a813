import {
  backupStatements, pruneStatements, replicationStatements, restoreStatements, verifyStatements, type PolicyStatement,
} from '../../../lib/aws';

const PLACE = { bucketArn: 'arn:aws:s3:::backups', deployment: 'cache', keyArn: 'arn:aws:kms:eu-central-1:1:key/k' };
const actions = (statements: PolicyStatement[]): string[] =>
  [...new Set(statements.flatMap((statement) => statement.actions))].sort();
const EVERY = { backupStatements, restoreStatements, verifyStatements, pruneStatements };

test('who takes backups can add to them and take nothing away', () => {
  expect(actions(backupStatements(PLACE))).toEqual([
    'kms:Decrypt', 'kms:GenerateDataKey', 's3:AbortMultipartUpload', 's3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject',
    's3:ListBucket', 's3:ListBucketVersions', 's3:ListMultipartUploadParts', 's3:PutObject',
  ]);
  // Old numbers of its lease, which would grow for ever, and nothing that a backup consists of.
  expect(backupStatements(PLACE).filter((statement) => statement.actions.some((action) => /Delete/.test(action))).map(({ resources }) => resources))
    .toEqual([['arn:aws:s3:::backups/cache/lease/*']]);
});

test('every put that would make an object visible must say that there is none: nothing is written over', () => {
  const puts = backupStatements(PLACE).filter((statement) => statement.actions.includes('s3:PutObject'));
  expect(puts.map(({ conditions }) => conditions)).toEqual([
    { Null: { 's3:if-none-match': 'false' } }, { Bool: { 's3:ObjectCreationOperation': 'false' } },
  ]);
});

test('verifying writes notes and nothing else', () => {
  const puts = verifyStatements(PLACE).filter((statement) => statement.actions.includes('s3:PutObject'));
  expect(puts.map(({ resources }) => resources)).toEqual([
    ['arn:aws:s3:::backups/cache/*/verified-*.json', 'arn:aws:s3:::backups/cache/*/failed-*.json'],
  ]);
});

test('restoring only reads', () => {
  expect(actions(restoreStatements(PLACE))).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
});

test('pruning deletes versions, and may not pass over Object Lock', () => {
  expect(actions(pruneStatements(PLACE))).toEqual(expect.arrayContaining(['s3:DeleteObjectVersion', 's3:GetObjectLegalHold', 's3:GetObjectRetention']));
  expect(actions(pruneStatements(PLACE))).not.toContain('s3:BypassGovernanceRetention');
  expect(actions(pruneStatements(PLACE))).not.toContain('s3:PutObject');
});

test.each(Object.entries(EVERY))('%s: objects of this deployment only, lists of its folder only, the key for this bucket only', (_, statements) => {
  for (const { actions: allowed, resources, conditions } of statements(PLACE)) {
    if (allowed.includes('s3:ListBucketMultipartUploads')) {
      expect([allowed, resources]).toEqual([['s3:ListBucketMultipartUploads'], [PLACE.bucketArn]]);
    } else if (allowed.some((action) => /^s3:ListBucket/.test(action))) {
      expect(conditions).toEqual({ StringLike: { 's3:prefix': expect.stringMatching(/^cache\/(lease\/)?\*$/) } });
    } else if (allowed.some((action) => action.startsWith('kms:'))) {
      expect([resources, conditions]).toEqual([[PLACE.keyArn], {
        StringLike: { 'kms:EncryptionContext:aws:s3:arn': ['arn:aws:s3:::backups', 'arn:aws:s3:::backups/*'] },
      }]);
    } else if (!allowed.some((action) => action.startsWith('s3:GetBucket'))) {
      expect(resources.every((resource) => resource.startsWith('arn:aws:s3:::backups/cache/'))).toBe(true);
    }
  }
});

const REPLICATION = (): PolicyStatement[] => replicationStatements({ bucketArn: 'a', keyArn: 'k', replicas: [{ bucketArn: 'b' }] });

test.each(Object.entries({ ...EVERY, REPLICATION }))(
  '%s: a reason wherever a resource is a wildcard, nowhere else', (_, statements) => {
    for (const { resources, wildcardReason } of statements(PLACE)) {
      expect(wildcardReason !== undefined).toBe(resources.some((resource) => resource.includes('*')));
    }
  });

test('without a key of its own nothing of KMS', () => {
  expect(actions(backupStatements({ ...PLACE, keyArn: undefined })).join()).not.toContain('kms:');
});

test('copying deletes nothing at the other end', () => {
  const statements = replicationStatements({ bucketArn: 'a', keyArn: 'k', replicas: [{ bucketArn: 'b', keyArn: 'kb' }, { bucketArn: 'c' }] });
  expect(actions(statements).join()).not.toMatch(/Delete/);
  expect(statements.find(({ sid }) => sid === 'WriteKeys')!.resources).toEqual(['kb']);
  expect(statements.find(({ sid }) => sid === 'WriteCopies')!.resources).toEqual(['b/*', 'c/*']);
});
