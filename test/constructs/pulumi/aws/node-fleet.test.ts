import { Output } from '@pulumi/pulumi';
import { replacementTiming } from '../../../../lib/aws';
import { UNKNOWN, type Recorded } from '../recorded';
import { statementsOf } from './backups';
import { sentinel } from './declared';
import { aPlan } from './parts';

let told: Recorded;
beforeAll(async () => {
  told = await sentinel({ moveNodes: [{ node: 'node-2', zone: 'zone-3' }], acceptNewVolumes: ['node-1'], key: 'arn:key' });
});

test('a group holds one instance in its node\'s zone; the old one goes first, and only by the hook', () => {
  const { inputs, options } = told.named('cache-node-1-group');
  expect(inputs).toMatchObject({
    minSize: 1, maxSize: 1, desiredCapacity: 1, availabilityZones: ['eu-central-1a'],
    instanceMaintenancePolicy: { minHealthyPercentage: 0, maxHealthyPercentage: 100 },
    instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 0 } },
    initialLifecycleHooks: [{ lifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING' }],
  });
  expect(inputs.vpcZoneIdentifiers).toBeUndefined();
  expect(options.deleteBeforeReplace).toBe(true);
});

test('a group that is deleted is waited for at least as long as the lock may be held by another', () => {
  const seconds = Number(/^(\d+)s$/.exec(String(told.named('cache-node-1-group').options.customTimeouts.pb_delete
    ?? told.named('cache-node-1-group').options.customTimeouts.delete))?.[1]);
  expect(seconds).toBeGreaterThan(replacementTiming(aPlan()).lockSeconds);
});

test('an instance has its node\'s interface, no public address, IMDSv2 only, and knows no stack', () => {
  const { inputs } = told.named('cache-node-1-launch-template');
  expect(inputs.networkInterfaces).toEqual([{ deviceIndex: 0, networkInterfaceId: 'cache-node-1-interface-id' }]);
  expect(inputs.metadataOptions).toMatchObject({ httpTokens: 'required', httpPutResponseHopLimit: 1 });
  const script = Buffer.from(inputs.userData, 'base64').toString();
  expect(script).toContain('cache-pointer');
  expect(script).not.toContain('signalResource');
});

test('a node that moves has another interface and volume, called by where it is', () => {
  const [there] = told.resources.filter(({ name }) => /^cache-node-2-in-.*-volume$/.test(name));
  expect(there!.inputs).toMatchObject({ availabilityZone: 'eu-central-1c', encrypted: true, kmsKeyId: 'arn:key' });
  const pointer = JSON.parse(told.named('cache-pointer').inputs.insecureValue);
  expect(pointer).toMatchObject({ acceptNewVolumes: ['node-1'], moved: { 'node-2': `${there!.name}-id` } });
});

test('nodes may attach their own volumes, read their own secrets, and are let in by their own group only', () => {
  const statements = statementsOf(told.named('cache-access-policy').inputs.policy);
  const of = (sid: string): any => statements.find(({ Sid }) => Sid === sid);
  expect(of('AttachOwnVolumes').Resource).toHaveLength(3);
  expect(of('Passwords').Resource.every((arn: string) => arn.includes('cache-users-'))).toBe(true);
  expect(of('AttachToOwnInstances').Condition.StringEquals).toEqual({ 'aws:ResourceTag/redis-ha:deployment': 'project-stack-cache' });
  const group = told.named('cache-node-1-interface').inputs.securityGroups[0];
  const sources = told.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').map(({ inputs }) => inputs.referencedSecurityGroupId);
  expect([...new Set(sources)]).toEqual([group]);
});

test('what a preview does not know changes no resource: none is made inside apply', async () => {
  const everything = { moveNodes: [{ node: 'node-2', zone: 'zone-3' }], acceptNewVolumes: ['node-1'], key: Output.create('arn:key') };
  const previewed = await sentinel(everything, { preview: true, outputsOf: () => ({}) });
  const urns = ({ resources }: Recorded): string[] => resources.map(({ urn }) => urn).sort();
  expect(urns(previewed)).toEqual(urns(told));
  expect(previewed.named('cache-node-1-launch-template').inputs.userData).toBe(UNKNOWN);
});
