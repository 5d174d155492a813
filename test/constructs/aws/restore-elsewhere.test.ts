import { Stack, type App } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BackupBucket, RedisSentinel, RestoreSource, type IBackupBucket } from '../../../constructs/aws';
import { ACCOUNT, HOME, OTHER, resourcesOf, stackIn, statementsOf, templates, vpcOf } from './regions';
import { anApp, flat, OBJECTIVES } from './stacks';

const BACKUP = { deployment: 'cache', backupId: '20261122T150203Z-4f3a91' };
const KEY = `arn:aws:kms:${OTHER}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
const COPIES = 'cache-backups-copied';

/** The deployment that is made in the other region when the home region is lost. */
function restored(app: App, copiesOf: (stack: Stack) => IBackupBucket): Stack {
  const stack = stackIn(app, 'Restored', OTHER);
  new RedisSentinel(stack, 'Redis', {
    vpc: vpcOf(stack, '10.1.0.0/16'), objectives: OBJECTIVES, deploymentName: 'cache',
    restoreFrom: RestoreSource.backup(copiesOf(stack).bucket, BACKUP),
  });
  return stack;
}

/** The copies by their names, as they are known when nothing else is. */
const imported = (stack: Stack): IBackupBucket => BackupBucket.fromBackupBucketAttributes(stack, 'Copies', {
  bucketName: COPIES, region: OTHER, encryptionKey: kms.Key.fromKeyArn(stack, 'CopiesKey', KEY),
});

/** Both regions in one app: backups at home, and a bucket with a key of its own that they are copied to. */
function bothRegions(mode: string): { app: App; stack: Stack; home: Stack } {
  const app = anApp({ context: { '@aws-cdk/core:defaultCrossStackReferences': mode } });
  const within = (id: string, region: string): Stack =>
    new Stack(app, id, { env: { account: ACCOUNT, region }, crossRegionReferences: true });
  const home = within('Home', HOME);
  const copies = new BackupBucket(within('Copies', OTHER), 'Copies');
  new BackupBucket(home, 'Backups', { replicas: [{ bucket: copies.bucket, encryptionKey: copies.encryptionKey }] });
  return { app, home, stack: restored(app, () => copies) };
}

describe('a deployment from copied backups, with nothing but their names', () => {
  const app = anApp();
  const stack = restored(app, imported);
  const template = templates(app)[stack.stackName];

  test('its nodes may read that one backup in the copy, with the key of that region, and nothing else there', () => {
    const about = statementsOf(template)
      .filter(({ Resource }) => [COPIES, KEY].some((one) => JSON.stringify(Resource).includes(one)));
    const copy = `arn:<AWS::Partition>:s3:::${COPIES}`;
    const objects = `${copy}/cache/${BACKUP.backupId}/*`;
    expect(about.map(({ Action, Resource, Condition }) => [
      Action, flat(Resource), Condition && Object.values(Condition.StringLike as object).map((arns: unknown[]) => arns.map(flat)),
    ])).toEqual([
      ['s3:GetObject', objects, undefined],
      ['kms:Decrypt', KEY, [[copy, objects]]],
    ]);
  });

  test('they are told where it is, and given the program that seeds', () => {
    const pointer = JSON.parse(flat(resourcesOf(template, 'AWS::SSM::Parameter')[0].Value)) as Record<string, any>;
    expect(pointer.bindings.restore).toEqual({
      store: `s3://${COPIES}`, deployment: 'cache', backup: BACKUP.backupId, region: OTHER,
    });
    expect(pointer.seed.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('nothing of it is in the home region', () => {
    expect(JSON.stringify(template)).not.toContain(HOME);
    expect(stack.dependencies).toEqual([]);
  });
});

test.each(['strong', 'weak'])('in one app with the home region, %s references: it neither waits for it nor asks it', (mode) => {
  const { app, stack, home } = bothRegions(mode);
  const template = templates(app)[stack.stackName];
  expect(JSON.stringify(template)).not.toContain(HOME);
  const needed = new Set([stack]);
  // A set that grows while it is gone through: whatever this stack waits for, however far away.
  for (const one of needed) {
    one.dependencies.forEach((dependency) => needed.add(dependency));
  }
  expect([...needed].map(({ stackName }) => stackName).sort()).toEqual(['Copies', 'Restored']);
  expect(needed.has(home)).toBe(false);
});

test.each(['strong', 'weak'])('in one app with the home region, %s references: the key is that of the copy', (mode) => {
  const { app, stack } = bothRegions(mode);
  const keys = statementsOf(templates(app)[stack.stackName]).filter(({ Sid }) => Sid === 'KeyOfBackup');
  expect(keys).toHaveLength(1);
  expect(JSON.stringify(keys[0].Resource)).toContain('Copies');
});
