import * as pulumi from '@pulumi/pulumi';
import { pointer, type PointerArgs } from '../../../../constructs/pulumi/aws/pointer';
import { replacementTiming } from '../../../../lib/aws';
import { Topology } from '../../../../lib/model';
import { UNKNOWN, type Recorded, type RecordedRun } from '../recorded';
import { aPlan, notKnownYet, ownOptions, part } from './parts';

const file = (key: string): { bucket: string; key: string; sha256: string } => ({ bucket: 'artifacts', key, sha256: 'digest' });

function made(args: () => Partial<PointerArgs> = () => ({}), run?: RecordedRun): Promise<Recorded> {
  const plan = aPlan();
  return part(() => {
    pointer('cache', {
      plan, artifacts: { plan: pulumi.output(file('plan')), agent: pulumi.output(file('agent')), arns: [] },
      addresses: { 'node-1': pulumi.output('10.0.0.1') }, secretIds: { app: pulumi.output('arn:app') },
      certificateSecretId: pulumi.output('arn:tls'), acceptNewVolumes: ['node-1'], moved: { 'node-1': pulumi.output('vol-2') },
      timing: replacementTiming(plan), ...args(),
    }, ownOptions().parent);
  }, run);
}

test('it says where everything is, and a preview shows it: nothing in it is secret', async () => {
  const { inputs, secrets } = (await made()).named('cache-pointer');
  expect(JSON.parse(inputs.insecureValue)).toMatchObject({
    plan: file('plan'), agent: file('agent'), bindings: { deployment: 'orders', addresses: { 'node-1': '10.0.0.1' } },
    secretIds: { app: 'arn:app' }, certificateSecretId: 'arn:tls', acceptNewVolumes: ['node-1'], moved: { 'node-1': 'vol-2' },
    signalAt: 'ready', replacementLockSeconds: expect.any(Number),
  });
  expect(secrets).toEqual([]);
});

test('addresses that are not known yet do not keep it from being there', async () => {
  const told = await made(() => ({ addresses: { 'node-1': notKnownYet() } }), { preview: true });
  expect(told.named('cache-pointer').inputs.insecureValue).toBe(UNKNOWN);
});

test('of a Cluster it may be longer than a standard parameter', async () => {
  expect((await made()).named('cache-pointer').inputs.tier).toBeUndefined();
  expect((await made(() => ({ plan: aPlan(Topology.cluster()) }))).named('cache-pointer').inputs.tier).toBe('Intelligent-Tiering');
});
