import * as pulumi from '@pulumi/pulumi';
import { ObjectStore, RestoreJob, StoreIdentity, type RestoreJobArgs } from '../../../../constructs/pulumi/kubernetes';
import { recorded, type Recorded } from '../recorded';
import { objectsOf } from './programs';

const proven = (args: Partial<RestoreJobArgs> = {}): Promise<Recorded> => recorded(() => {
  const proof = new RestoreJob('proof', {
    store: ObjectStore.s3({ bucket: pulumi.output('backups'), region: 'eu-west-1', identity: StoreIdentity.secret('keys') }),
    deployment: 'cache', backupId: '20261122T150203Z-4f3a91', memory: '2GiB', namespace: pulumi.output('shop'), timeout: '1h', ...args,
  });
  return { job: proof.jobName, account: proof.serviceAccountName };
});

test('an update waits for the proof, for as long as it may take and its image needs', async () => {
  const told = await proven();
  const job = told.resources.find(({ inputs }) => inputs.kind === 'Job')!;
  expect(job.inputs.spec.activeDeadlineSeconds).toBe(3600);
  const [create] = Object.entries(job.options.customTimeouts).filter(([key]) => key.includes('create')).map(([, value]) => value as string);
  expect(parseInt(create!, 10)).toBeGreaterThan(3600);
  expect(told.outputs.job).toBe(job.inputs.metadata.name);
  expect(JSON.stringify(job.inputs)).not.toContain('skipAwait');
});

test('nobody reaches its server', async () => {
  const told = await proven();
  const policies = objectsOf(told).filter(({ kind }) => kind === 'NetworkPolicy');
  expect(policies).toHaveLength(1);
  expect(policies[0]!.spec.policyTypes).toContain('Ingress');
  expect(policies[0]!.spec.ingress ?? []).toEqual([]);
});

test('a proof that is over can be let go: nothing is protected, and nothing stays but the program that a pod may still read', async () => {
  const { resources } = await proven();
  expect(resources.filter(({ options }) => options.protect)).toEqual([]);
  expect([...new Set(resources.filter(({ options }) => options.retainOnDelete).map(({ inputs }) => inputs.kind))]).toEqual(['ConfigMap']);
});

test.each<[Partial<RestoreJobArgs>, RegExp]>([
  [{ backupId: 'latest' }, /^proof: backupId: got "latest"/], [{ memory: 'much' }, /^proof: memory: got "much"/],
  [{ deployment: pulumi.output('cache') as never }, /^proof: deployment: is an output/], [{ timeout: '1s' }, /^proof: timeout: got 1/],
])('%# is refused, naming component and argument', async (wrong, message) => {
  await expect(proven(wrong)).rejects.toThrow(message);
});
