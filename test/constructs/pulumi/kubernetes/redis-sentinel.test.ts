import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { PasswordSecret, RedisSentinel, Tls } from '../../../../constructs/pulumi/kubernetes';
import { recorded, UNKNOWN } from '../recorded';
import { deployed, OBJECTIVES, objectsOf, resourceOf, sentinel } from './programs';

test('hosts and names, also as outputs of the component', async () => {
  const told = await recorded(() => {
    const redis = sentinel({ namespace: pulumi.output('shop'), tls: Tls.ownAuthority({ plaintextToo: true }) });
    return {
      primary: redis.primaryHost, replicas: redis.replicasHost, sentinels: redis.sentinelHosts, nodes: redis.nodeHosts,
      ca: redis.caSecretName,
    };
  });
  expect(told.outputs).toMatchObject({
    primary: 'cache-primary.shop.svc', replicas: 'cache-replicas.shop.svc', ca: 'cache-ca',
    nodes: [1, 2, 3].map((node) => `cache-node-${node}-address.shop.svc`), sentinels: [1, 2, 3].map((node) => `cache-node-${node}-address.shop.svc`),
  });
  expect(told.named('cache')).toMatchObject({
    type: 'redis-ha-constructs:kubernetes:RedisSentinel',
    outputs: {
      deploymentName: 'cache', masterName: 'cache', primaryHost: 'cache-primary.shop.svc', tlsServerName: 'cache.redis-ha', namespace: 'shop',
      passwordSecretName: 'cache-passwords', tlsSecretName: 'cache-tls', sentinelsServiceName: 'cache-sentinels',
    },
  });
});

test('the plan is beside the program, with what there is to know on Kubernetes', async () => {
  const { files } = await deployed();
  const plan = JSON.parse(files['redis-ha.out/cache.redis-ha.json']!);
  expect(plan.name).toBe('cache');
  expect(plan.findings.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(['any-dns', 'no-clients']));
});

test('clients that are let in later get policies of their own, and nobody is told that there are none', async () => {
  const told = await recorded(() => { sentinel().allowClients('shop', { ipBlock: { cidr: pulumi.output('10.0.0.0/8') } }); });
  const policy = resourceOf(told, 'NetworkPolicy', 'cache-clients-shop');
  expect(policy.name).toBe('cache-clients-network-policy-shop');
  expect(policy.inputs.spec.ingress).toEqual([{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 6380, protocol: 'TCP' }] }]);
  expect(resourceOf(told, 'NetworkPolicy', 'cache-sentinel-clients-shop').inputs.spec.ingress[0].ports).toEqual([{ port: 26380, protocol: 'TCP' }]);
  expect(told.logged.join()).not.toContain('no-clients');
  expect(told.logged.join()).toContain('any-dns: dns: names no peer');
  expect(told.files['redis-ha.out/cache.redis-ha.json']).not.toContain('no-clients');
});

test('outputs that are not known in a preview leave every object as it is, but for themselves', async () => {
  const program = (namespace: () => pulumi.Input<string>) => () => { sentinel({ namespace: namespace() }); };
  class Made extends pulumi.CustomResource {}
  const unknown = await recorded(program(() => new Made('test:index:Made', 'made', {}).id), { preview: true });
  const known = await recorded(program(() => 'shop'), { preview: true });
  const names = (told: typeof known): string[] => told.resources.filter(({ name }) => name !== 'made').map(({ urn }) => urn).sort();
  expect(names(unknown)).toEqual(names(known));
  const plain = (told: typeof known): string[] => objectsOf(told)
    .map((object) => JSON.stringify(object).replaceAll(`"namespace":"${UNKNOWN}"`, '"namespace":"shop"')).sort();
  expect(plain(unknown)).toEqual(plain(known));
});

test.each([
  [{ objectives: { rpo: '5s', rto: 'soon' } }, /^cache: objectives\.rto: got "soon"; give a duration/],
  [{ replicas: pulumi.output(2) as never }, /^cache: replicas: is an output/],
  [{ deploymentName: pulumi.output('x') as never }, /^cache: deploymentName: is an output/],
  [{ objectives: OBJECTIVES, volume: { size: '1GiB' } }, /^cache: volume\.size: got 1073741824 bytes/],
  [{ scheduling: { zones: 0 } }, /^cache: scheduling\.zones: got 0/],
  [{ clients: [{}] }, /^cache: clients\[0\]: names nobody/],
  [{ admissionPolicy: true, namespace: undefined }, /^cache: namespace: not given/],
  [{ passwords: PasswordSecret.existing('No') }, /^cache: passwords\.secretName: got "No"/],
  [{ removalPolicy: 'keep' as never }, /^cache: removalPolicy: got "keep"/],
])('%p is refused by name', async (args, message) => {
  await expect(deployed(args)).rejects.toThrow(message);
});

test('a name of clients that no object can have', async () => {
  await expect(recorded(() => sentinel().allowClients('My Shop', { podSelector: {} }))).rejects.toThrow(/^cache: allowClients: got "My Shop" as a name/);
});

test('a provider and a transformation reach every object', async () => {
  const told = await recorded(() => {
    const provider = new k8s.Provider('elsewhere', { kubeconfig: '{}' });
    new RedisSentinel('cache', { objectives: OBJECTIVES }, {
      provider, transformations: [({ type, props, opts }) => ({ props, opts: type.endsWith(':Service') ? { ...opts, protect: true } : opts })],
    });
  });
  const objects = told.resources.filter(({ type, name }) => type.startsWith('kubernetes:') && name.startsWith('cache-'));
  expect(objects.length).toBeGreaterThan(20);
  expect(objects.filter(({ options }) => !options.provider.includes('::elsewhere::'))).toEqual([]);
  expect(objects.filter(({ type }) => type.endsWith(':Service')).every(({ options }) => options.protect)).toBe(true);
});
