import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { artifacts } from '../../../../constructs/pulumi/aws/artifacts';
import type { Recorded } from '../recorded';
import { statementsOf } from './backups';
import { ownOptions, part } from './parts';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-artifacts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const planFile = join(folder, 'cache.redis-ha.json');

function made(text: string, seeded = false): Promise<Recorded> {
  writeFileSync(planFile, text);
  return part(() => ({ ...artifacts('cache', planFile, seeded, ownOptions().parent) }));
}

test('what nodes fetch is named by its digest, so that a change is another object', async () => {
  const [before, after] = [await made('{}'), await made('{"name":"cache"}')];
  const { key, sha256, bucket } = before.outputs.plan;
  expect(key).toBe(`${sha256}/cache.redis-ha.json`);
  expect(before.named('cache-artifacts-plan').inputs).toMatchObject({ bucket, key });
  expect(before.outputs.arns).toContain(`arn:aws:s3:::${bucket}/${key}`);
  expect(after.outputs.plan.key).not.toBe(key);
  expect(after.outputs.agent).toEqual(before.outputs.agent);
});

test('the bucket is nobody else\'s: private, encrypted, by TLS only, before anything is in it', async () => {
  const told = await made('{}');
  expect(told.ofType('aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock').map(({ inputs }) => inputs)).toEqual([expect.objectContaining({
    blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
  })]);
  expect(told.ofType('aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration')).toHaveLength(1);
  const [policy] = told.ofType('aws:s3/bucketPolicy:BucketPolicy');
  expect(statementsOf(policy!.inputs.policy).some(({ Effect, Condition }) => Effect === 'Deny' && Condition.Bool?.['aws:SecureTransport'] === 'false'))
    .toBe(true);
  expect(told.named('cache-artifacts-plan').dependencies).toContain(policy!.urn);
});

test('the seed is there only for a deployment that begins with a backup', async () => {
  expect((await made('{}')).outputs).not.toHaveProperty('seed');
  const told = await made('{}', true);
  expect(told.named('cache-artifacts-seed').inputs.key).toBe(told.outputs.seed.key);
  expect(told.outputs.arns).toHaveLength(3);
});
