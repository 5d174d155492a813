import { deploymentManifests, type DeploymentInput } from '../../../lib/manifests';
import { Topology, Transport } from '../../../lib/model';
import { GIB, inputWith, objectsOf, OWN_AUTHORITY, PLANS, planWith, withTransport } from './inputs';

const make = (more: Partial<DeploymentInput>, plan = PLANS.Sentinel!) => (): unknown => (
  deploymentManifests(inputWith(plan, more)));

test.each<[string, Partial<DeploymentInput>, string]>([
  ['an API server without native sidecars', { kubernetesMinor: 28 }, 'kubernetesVersion'],
  ['an admission policy before there were any', { admissionPolicy: true, namespace: 'shop', kubernetesMinor: 29 }, 'admissionPolicy'],
  ['an object of the whole cluster for a namespace that is not known', { admissionPolicy: true }, 'namespace'],
  ['no zone', { placement: { zones: 0, hosts: 'required' } }, 'placement.zones'],
  ['a volume that a rewrite would fill', { storageBytes: GIB }, 'storage'],
  ['a label that selectors depend on', { labels: { 'app.kubernetes.io/instance': 'x' } }, 'labels'],
  ['a label that agents set', { labels: { 'redis-ha-constructs/role': 'primary' } }, 'labels'],
  ['an external Secret without a user', {
    passwords: { kind: 'external', secretName: 's', store: { name: 'vault', kind: 'SecretStore' }, keys: { app: 'x' }, refreshInterval: '1h' },
  }, 'passwords.keys'],
  ['TLS without certificates', { certificates: undefined }, 'certificates'],
])('refuses %s', (_what, more, field) => {
  expect(make(more)).toThrow(expect.objectContaining({ field }));
});

test('refuses certificates for a deployment that speaks plaintext', () => {
  expect(make({ certificates: OWN_AUTHORITY }, withTransport(PLANS.Sentinel!, Transport.PLAINTEXT)))
    .toThrow(expect.objectContaining({ field: 'certificates' }));
});

test('refuses a data set that only fits without agent and Sentinel', () => {
  const full = planWith(Topology.sentinel(), { nodeMemoryBytes: GIB, overrides: { maxMemoryBytes: 760 * 1024 ** 2 } });
  expect(make({}, full)).not.toThrow();
  const small = planWith(Topology.sentinel(), { nodeMemoryBytes: 0.5 * GIB, overrides: { maxMemoryBytes: 300 * 1024 ** 2 } });
  expect(make({}, small)).toThrow(expect.objectContaining({ field: 'nodeMemory' }));
});

test('labels and annotations of the user\'s choice are on every object and pod', () => {
  const input = inputWith(PLANS.Cluster!, { labels: { team: 'orders' }, annotations: { 'example.com/owner': 'orders' } });
  for (const { metadata, spec } of objectsOf(input)) {
    const pod = (spec as any)?.template?.metadata;
    for (const { labels, annotations } of [metadata, ...pod ? [pod] : []]) {
      expect(labels).toMatchObject({ 'team': 'orders', 'app.kubernetes.io/instance': 'cache' });
      expect(annotations).toMatchObject({ 'example.com/owner': 'orders' });
    }
  }
});
