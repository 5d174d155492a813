import { readFileSync } from 'node:fs';
import { Output, output } from '@pulumi/pulumi';
import { Packages, Tls, type RedisSentinelArgs } from '../../../../constructs/pulumi/aws';
import { UNKNOWN, type Recorded } from '../recorded';
import { replication, sentinel } from './declared';

const NODES = ['node-1', 'node-2', 'node-3'];
let made: Recorded;
beforeAll(async () => {
  made = await sentinel({ deploymentName: 'orders' }, {}, (redis) => ({
    sentinels: redis.sentinelEndpoints, planFile: redis.planFile, ca: redis.caCertificate, maxMemory: redis.maxMemory,
  }));
});

test('everything is below the component, and called by what it is', () => {
  const component = made.named('cache');
  expect(component.type).toBe('redis-ha-constructs:aws:RedisSentinel');
  expect(made.resources.filter(({ urn, parent }) => urn !== component.urn && parent !== component.urn)).toEqual([]);
  for (const node of NODES) {
    for (const id of ['interface', 'volume', 'launch-template', 'group']) {
      expect(made.named(`cache-${node}-${id}`)).toBeDefined();
    }
  }
});

test('nodes are started one after the other, when everything is there that they ask for', () => {
  const urn = (name: string): string => made.named(name).urn;
  const first = made.named('cache-node-1-group').dependencies;
  expect(first).toEqual(expect.arrayContaining([
    urn('cache-access-policy'), urn('cache-pointer'), urn('cache-certificates-issued'), urn('cache-users-app-password'), urn('cache-members-from-6379'),
    urn('cache-out-443'),
  ]));
  expect(made.named('cache-node-2-group').dependencies).toContain(urn('cache-node-1-group'));
  expect(made.named('cache-node-3-group').dependencies).toContain(urn('cache-node-2-group'));
});

test('what holds data is kept and protected, and nothing else', () => {
  const kept = made.resources.filter(({ options }) => options.retainOnDelete && options.protect).map(({ type }) => type.split(':').at(-1));
  expect([...new Set(kept)].sort()).toEqual(['NetworkInterface', 'Secret', 'SecretVersion', 'Table', 'Volume']);
  expect(made.resources.filter(({ options }) => options.protect && !options.retainOnDelete)).toEqual([]);
});

test('data may be let go, when that is said', async () => {
  const destroyed = await sentinel({ removalPolicy: 'destroy' });
  expect(destroyed.resources.filter(({ options }) => options.retainOnDelete || options.protect)).toEqual([]);
  expect(destroyed.named('cache-coordination-table').inputs.deletionProtectionEnabled).toBe(false);
});

test('passwords are secret, made once, and nowhere else', () => {
  const passwords = made.ofType('aws:secretsmanager/secretVersion:SecretVersion');
  expect(passwords.length).toBeGreaterThanOrEqual(4);
  for (const { secrets, options, inputs } of passwords) {
    expect(inputs.secretString).toBe('made-up');
    expect(secrets).toContain('secretString');
    expect(options.ignoreChanges).toEqual(['secretString']);
  }
  const others = made.resources.filter((resource) => !passwords.includes(resource));
  expect(others.filter(({ inputs }) => JSON.stringify(inputs).includes('made-up'))).toEqual([]);
});

test('no key of a certificate comes by: the function writes them, and is only called', () => {
  expect(made.ofType('aws:secretsmanager/secretVersion:SecretVersion').filter(({ name }) => name.includes('certificates'))).toEqual([]);
  const call = made.named('cache-certificates-issued').inputs;
  expect(call.input).toBe('{}');
  const told = JSON.parse(call.triggers.settings);
  expect(told).toMatchObject({ deployment: 'orders', days: 90, renewBeforeDays: 30, serverName: 'orders.redis-ha' });
  expect(told.ipAddresses).toEqual(NODES.map((node) => `address of cache-${node}-interface`));
  expect(made.outputs.ca).toBe('PEM of the authority');
  expect(made.secretOutputs).toEqual([]);
});

test('the pointer says where everything is', () => {
  const pointer = JSON.parse(made.named('cache-pointer').inputs.insecureValue);
  expect(pointer.bindings.addresses['node-2']).toBe('address of cache-node-2-interface');
  expect(pointer.agent.key).toBe(`${pointer.agent.sha256}/redis-ha-agent.js`);
  expect(made.named('cache-artifacts-plan').inputs.key).toBe(pointer.plan.key);
  expect(Object.keys(pointer.secretIds)).toContain('app');
});

test('the plan is beside the program, and what clients need is told', () => {
  expect(JSON.parse(readFileSync(made.outputs.planFile, 'utf8')).name).toBe('orders');
  expect(made.outputs.sentinels).toHaveLength(3);
  expect(made.outputs.sentinels[0]).toMatch(/^address of cache-node-1-interface:26380$/);
  expect(made.outputs.maxMemory).toMatch(/^\d+B$/);
});

test('one instance for each node, replaced through the hook, the old one first', () => {
  const { inputs, options } = made.named('cache-node-1-group');
  expect(inputs).toMatchObject({
    minSize: 1, maxSize: 1, desiredCapacity: 1, availabilityZones: ['eu-central-1a'],
    launchTemplate: { id: 'cache-node-1-launch-template-id', version: '7' },
    instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 0, maxHealthyPercentage: 100 } },
    initialLifecycleHooks: [{ name: 'redis-ha-terminate', heartbeatTimeout: 120, defaultResult: 'CONTINUE' }],
  });
  expect(options.deleteBeforeReplace).toBe(true);
  const script = Buffer.from(made.named('cache-node-1-launch-template').inputs.userData, 'base64').toString();
  expect(script).toContain('VOLUME=\'cache-node-1-volume-id\'');
  expect(script).toContain('STACK=\'\'');
});

test('in a preview nothing is known, and nothing breaks', async () => {
  const preview = await sentinel({ vpcId: output(undefined as unknown as string) }, { preview: true, outputsOf: () => ({}) });
  expect(preview.named('cache-node-1-launch-template').inputs.userData).toBe(UNKNOWN);
  expect(preview.named('cache-pointer').inputs.insecureValue).toBe(UNKNOWN);
  expect(preview.resources.map(({ name }) => name).sort()).toEqual((await sentinel()).resources.map(({ name }) => name).sort());
});

test.each<[string, Partial<RedisSentinelArgs>, RegExp]>([
  ['an output in the plan', { deploymentName: Output.create('x') as unknown as string }, /^cache: deploymentName: is an output/],
  ['subnets as one output', { subnetIds: output(['a', 'b', 'c']) as unknown as string[] }, /^cache: subnetIds: is an output/],
  ['one zone', { subnetIds: ['subnet-a'] }, /^cache: subnetIds: got 1/],
  ['a bad duration', { objectives: { rpo: '5', rto: '10s' } }, /^cache: objectives\.rpo: got "5"/],
  ['a number of the topology', { replicas: 0 }, /^cache: replicas: got 0/],
  ['a volume', { volume: { size: '1GiB' } }, /^cache: volume\.size: got 1 GiB/],
  ['no node', { acceptNewVolumes: ['node-9'] }, /^cache: acceptNewVolumes: got "node-9"/],
])('%s is refused by the name of the argument', async (_, args, message) => {
  await expect(sentinel(args)).rejects.toThrow(message);
});

test('without TLS there is no function, and a warning', async () => {
  const plain = await sentinel({ tls: Tls.plaintext(), packages: Packages.preinstalled() });
  expect(plain.ofType('aws:lambda/function:Function')).toEqual([]);
  expect(plain.logged.join('\n')).toContain('redis-ha-constructs:plaintext');
  expect(plain.ofType('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule').filter(({ inputs }) => inputs.cidrIpv4).map(({ inputs }) => inputs.fromPort))
    .toEqual([443]);
});

test('clients are let in to what they use', async () => {
  const open = await sentinel({}, {}, (redis) => {
    redis.allowClients('web', 'sg-web');
    redis.grantConnect('web', 'web-role');
    return {};
  });
  const rules = open.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').filter(({ inputs }) => inputs.referencedSecurityGroupId === 'sg-web');
  expect(rules.map(({ name, inputs }) => [name, inputs.fromPort, inputs.toPort])).toEqual([
    ['cache-clients-web-6380', 6380, 6380], ['cache-clients-web-26380', 26380, 26380],
  ]);
  const policy = JSON.parse(open.named('cache-connect-web').inputs.policy);
  expect(policy.Statement[0].Resource).toHaveLength(2);
});

test('a load balancer, its names and the certificate that bears them', async () => {
  const balanced = await replication({ loadBalancer: {}, dns: { zoneName: 'redis.internal' } });
  expect(balanced.ofType('aws:lb/listener:Listener').map(({ inputs }) => inputs.port)).toEqual([6380, 6382]);
  expect(balanced.ofType('aws:lb/targetGroupAttachment:TargetGroupAttachment')).toHaveLength(4);
  const { dnsNames } = JSON.parse(balanced.named('cache-certificates-issued').inputs.triggers.settings);
  expect(dnsNames).toEqual(['*.cache-stack.redis.internal', 'cache-load-balancer-balancer.elb.amazonaws.com']);
  expect(balanced.named('cache').outputs!.primaryEndpoint).toBe('primary.cache-stack.redis.internal:6380');
});
