import type { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { RestoreSource } from '../../../constructs/aws';
import { aStack, deployed, deployedCluster, deployedReplication, flat, userDataOf, type Resource } from './stacks';

const BACKUP = { deployment: 'orders', backupId: '20261122T150203Z-4f3a91' };
const source = (stack: Stack, more: object = {}): RestoreSource =>
  RestoreSource.backup(s3.Bucket.fromBucketAttributes(stack, 'Backups', { bucketName: 'backups', region: 'eu-west-1' }), { ...BACKUP, ...more });
const statementsOf = (resources: Record<string, Resource>): any[] => Object.values(resources)
  .filter(({ Type }) => Type === 'AWS::IAM::Policy').flatMap(({ Properties }) => Properties.PolicyDocument.Statement as unknown[]);

test.each([['Sentinel', deployed], ['replication', deployedReplication], ['Cluster', deployedCluster]] as const)(
  '%s: its nodes are told which backup, given the program and the right to read that backup, and nothing else changes', (_, make) => {
    const stack = aStack();
    const { at, resources } = make({ restoreFrom: source(stack, { prefix: '/team/cache/' }) }, stack);
    const pointer = JSON.parse(flat(at('Pointer/Parameter').Properties.Value)) as { seed: { sha256: string }; bindings: { restore: object } };
    expect(pointer.bindings.restore).toEqual({
      store: 's3://backups/team/cache', deployment: 'orders', backup: BACKUP.backupId, region: 'eu-west-1',
    });
    expect(pointer.seed.sha256).toMatch(/^[0-9a-f]{64}$/);
    const statements = statementsOf(resources);
    expect(statements.filter(({ Sid }) => Sid === 'Backup').map(({ Action, Resource: arn }) => [Action, flat(arn)])).toEqual(
      [['s3:GetObject', `arn:<AWS::Partition>:s3:::backups/team/cache/orders/${BACKUP.backupId}/*`]]);
    expect(statements.find(({ Sid }) => Sid === 'PlanAndAgent').Resource).toHaveLength(3);

    const without = make();
    expect(Object.keys(resources).sort()).toEqual(Object.keys(without.resources).sort());
    expect(JSON.parse(flat(without.at('Pointer/Parameter').Properties.Value))).not.toHaveProperty('seed');
    expect(statementsOf(without.resources).map(({ Sid }) => Sid as string)).not.toContain('Backup');
    // Neither to take it away later nor to add it replaces an instance.
    const launch = (all: Record<string, Resource>): string[] =>
      Object.values(all).filter(({ Type }) => Type === 'AWS::EC2::LaunchTemplate').map(userDataOf);
    expect(launch(resources)).toEqual(launch(without.resources));
  });

test('the key of a bucket may be used to read it, for objects of that backup', () => {
  const stack = aStack();
  const key = new kms.Key(stack, 'Key');
  const bucket = new s3.Bucket(stack, 'Bucket', { encryptionKey: key });
  const { resources } = deployed({ restoreFrom: RestoreSource.backup(bucket, BACKUP) }, stack);
  const statement = statementsOf(resources).find(({ Sid }) => Sid === 'KeyOfBackup');
  expect(statement.Action).toBe('kms:Decrypt');
  expect(flat(statement.Resource)).toBe(`<${stack.getLogicalId(key.node.defaultChild as kms.CfnKey)}.Arn>`);
  expect(statement.Condition.StringLike['kms:EncryptionContext:aws:s3:arn']).toHaveLength(2);
  expect(statementsOf(deployed({}, aStack()).resources).map(({ Sid }) => Sid as string)).not.toContain('KeyOfBackup');
});

test('the last node is waited for until the backup is in it', () => {
  const stack = aStack();
  const waits = (all: ReturnType<typeof deployed>): string[] =>
    all.ofType('AWS::AutoScaling::AutoScalingGroup').map(({ CreationPolicy }) => CreationPolicy.ResourceSignal.Timeout as string);
  expect(waits(deployed({ restoreFrom: source(stack) }, stack))).not.toEqual(waits(deployed()));
});

test.each([
  [{ deployment: 'Orders' }, /restoreFrom.deployment: got "Orders"/], [{ backupId: 'latest' }, /restoreFrom.backupId: got "latest"; use an id/],
  [{ prefix: 'a//b' }, /restoreFrom.prefix: got "a\/\/b"/],
])('%p is refused', (wrong, message) => {
  expect(() => source(aStack(), wrong)).toThrow(message);
});
