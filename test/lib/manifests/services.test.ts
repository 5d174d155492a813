import { POD_LABELS } from '../../../lib/config';
import { hasSentinelsService } from '../../../lib/manifests';
import { Transport } from '../../../lib/model';
import { inputWith, ofKind, PLANS, theOne, withTransport } from './inputs';

const names = (plan: string): string[] => ofKind(inputWith(PLANS[plan]!), 'Service').map(({ metadata }) => metadata.name);
const portNames = ({ spec }: any): string[] => spec.ports.map(({ name }: any) => name);

test('whoever has a role has a Service, except in a Cluster, which has one to begin with', () => {
  expect(names('Sentinel')).toEqual(expect.arrayContaining(['cache-primary', 'cache-replicas', 'cache-sentinels', 'cache-pods']));
  expect(names('replication')).toEqual(expect.arrayContaining(['cache-primary', 'cache-replicas']));
  expect(names('replication')).not.toContain('cache-sentinels');
  expect(names('Cluster')).toContain('cache-nodes');
  expect(names('Cluster').filter((name) => /primary|replicas|sentinels/.test(name))).toEqual([]);
});

test('a node has the ports of what runs on it', () => {
  const own = inputWith(PLANS['Sentinels on nodes of their own']!);
  const nodes = ofKind(own, 'Service').filter(({ spec }) => 'statefulset.kubernetes.io/pod-name' in spec.selector);
  const portsAt = (pod: string): string[] => (
    portNames(nodes.find(({ spec }) => spec.selector['statefulset.kubernetes.io/pod-name'] === pod)));
  expect(portsAt('cache-node-0')).toEqual(['redis', 'redis-plain', 'agent']);
  expect(portsAt('cache-sentinel-0')).toEqual(['sentinel', 'sentinel-plain', 'agent']);
  const [shard] = ofKind(inputWith(PLANS.Cluster!), 'Service').filter(({ spec }) => 'statefulset.kubernetes.io/pod-name' in spec.selector);
  expect(portNames(shard)).toEqual(['redis', 'redis-plain', 'agent', 'bus']);
});

test('the pods\' own Service is headless and every StatefulSet\'s', () => {
  const input = inputWith(PLANS['Sentinels on nodes of their own']!);
  expect(theOne(input, 'Service', 'cache-pods').spec).toMatchObject({ clusterIP: 'None', publishNotReadyAddresses: true });
  for (const set of ofKind(input, 'StatefulSet')) {
    expect(set.spec.serviceName).toBe('cache-pods');
    expect(set.spec.template.metadata.labels).toMatchObject(theOne(input, 'Service', 'cache-pods').spec.selector);
  }
});

test.each(Object.entries(PLANS))('%s: the Service of the Sentinels leads to pods that have one, or there is none', (_name, plan) => {
  const input = inputWith(plan);
  const [service] = ofKind(input, 'Service').filter(({ metadata }) => metadata.name === 'cache-sentinels');
  expect(service !== undefined).toBe(hasSentinelsService(plan));
  for (const { spec } of service ? ofKind(input, 'StatefulSet') : []) {
    const selected = Object.entries(service.spec.selector).every(([key, value]) => spec.template.metadata.labels[key] === value);
    expect(selected).toBe(spec.template.spec.containers.some(({ name }: any) => name === 'sentinel'));
  }
});

test('where only some data nodes have a Sentinel there is none', () => {
  expect(names('more data nodes than Sentinels')).not.toContain('cache-sentinels');
});

test('a Cluster is entered by pods with data that are ready', () => {
  const { spec } = theOne(inputWith(PLANS.Cluster!), 'Service', 'cache-nodes');
  expect(spec.selector).toEqual({ [POD_LABELS.instance]: 'cache', [POD_LABELS.data]: 'true' });
  expect(spec.publishNotReadyAddresses).toBeUndefined();
});

test('a transport is a port of each Service, under the same name while there is one', () => {
  const portsOf = (transport: Transport): any => {
    const input = inputWith(withTransport(PLANS.Sentinel!, transport));
    return ['cache-primary', 'cache-sentinels', 'cache-node-1-address'].map((name) => (
      theOne(input, 'Service', name).spec.ports.map((each: any) => `${each.name}:${each.port}`).join(' ')));
  };
  expect(portsOf(Transport.PLAINTEXT)).toEqual(['redis:6379', 'sentinel:26379', 'redis:6379 sentinel:26379 agent:8379']);
  expect(portsOf(Transport.BOTH)).toEqual(['redis:6379 redis-tls:6380', 'sentinel:26379 sentinel-tls:26380',
    'redis:6379 redis-tls:6380 sentinel:26379 sentinel-tls:26380 agent:8379']);
  expect(portsOf(Transport.TLS)).toEqual(['redis:6380', 'sentinel:26380', 'redis:6380 redis-plain:6379 sentinel:26380 sentinel-plain:26379 agent:8379']);
});
