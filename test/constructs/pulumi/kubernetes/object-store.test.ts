import * as pulumi from '@pulumi/pulumi';
import { ObjectStore, StoreIdentity, type S3StoreArgs } from '../../../../constructs/pulumi/kubernetes';
import { isMarked } from '../../../../constructs/pulumi/kubernetes/deferred';

const ROLE = 'arn:aws:iam::123456789012:role/backups';
const bound = (more: Partial<S3StoreArgs> = {}): any =>
  ObjectStore.s3({ bucket: 'backups', region: 'eu-west-1', identity: StoreIdentity.podIdentity(), ...more })._bind()._bind();

test('what is plain is what the manifests of cdk8s have', () => {
  expect(bound({ prefix: 'prod', endpoint: 'http://minio:9000', identity: StoreIdentity.secret('keys') })).toMatchObject({
    url: 's3://backups/prod', region: 'eu-west-1', endpoint: 'http://minio:9000', access: { port: 9000, credentialsSecret: 'keys' },
  });
  expect(bound({ identity: StoreIdentity.workloadIdentity(ROLE) }).access.webIdentity).toEqual({ roleArn: ROLE, audience: 'sts.amazonaws.com' });
});

test('bucket, region, role, Secret and peers may be outputs', () => {
  for (const more of [
    { bucket: pulumi.output('b') }, { region: pulumi.output('r') }, { identity: StoreIdentity.irsa(pulumi.output(ROLE)) },
    { identity: StoreIdentity.secret(pulumi.output('keys')) }, { peers: [{ ipBlock: { cidr: pulumi.output('10.0.0.0/8') } }] },
  ]) {
    expect([Object.keys(more), isMarked(bound(more))]).toEqual([Object.keys(more), true]);
  }
});

test('prefix and endpoint are plain, and what no bucket can be is refused', () => {
  expect(() => bound({ prefix: pulumi.output('p') as never })).toThrow(/^store\.prefix: is an output/);
  expect(() => bound({ endpoint: pulumi.output('e') as never })).toThrow(/^store\.endpoint: is an output/);
  expect(() => bound({ bucket: 'No' })).toThrow(/^store\.bucket: got "No"/);
  expect(() => bound({ identity: StoreIdentity.irsa('backups') })).toThrow(/^store\.identity: got "backups"/);
});
