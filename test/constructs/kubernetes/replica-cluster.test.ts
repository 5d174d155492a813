import { readFileSync } from 'node:fs';
import { Duration } from 'cdk8s';
import { ClusterPlace, PasswordSecret, Tls, type RedisSentinelProps, type ReplicaClusterOptions } from '../../../constructs/kubernetes';
import { containersOf, deployed, deployedCluster } from './charts';

const NODES = ['node-1', 'node-2', 'node-3', 'r2-node-1', 'r2-node-2', 'r2-node-3'];
const BLOCK = { ipBlock: { cidr: '10.0.0.0/8' } };
const WITNESS = { url: 'https://witness.s3.eu-west-3.amazonaws.com/redis', signingRegion: 'eu-west-3', credentialsSecret: 'witness-keys', peers: [BLOCK] };

function options(here: ClusterPlace, more: Partial<ReplicaClusterOptions> = {}): ReplicaClusterOptions {
  return {
    here, objectives: { rpo: Duration.seconds(10), rto: Duration.minutes(10) }, peers: [BLOCK], witness: WITNESS,
    addresses: Object.fromEntries(NODES.map((node, index) => [node, index < 3 ? `10.1.0.${index + 1}` : `${node}.cache.example.test`])), ...more,
  };
}
function cluster(here: ClusterPlace, more: Partial<ReplicaClusterOptions> = {}, props: Partial<RedisSentinelProps> = {}) {
  return deployed({
    tls: Tls.fromSecret('cache-tls'), passwords: PasswordSecret.existing('cache-passwords'), replicaCluster: options(here, more), ...props,
  });
}
const [home, other] = [cluster(ClusterPlace.HOME), cluster(ClusterPlace.REPLICA)];
const fileOf = (made: typeof home, name: string): any => JSON.parse(made.ofKind('ConfigMap').find(({ data }) => data?.[name])!.data[name]);

test('both clusters have one plan, beside the manifests and in the pods', () => {
  expect(fileOf(other, 'plan.json')).toEqual(fileOf(home, 'plan.json'));
  expect(fileOf(home, 'plan.json').regions.map(({ name }: any) => name)).toEqual(['region-1', 'region-2']);
  expect(fileOf(home, 'plan.json').nodes.map(({ name }: any) => name)).toEqual(NODES.slice(0, 3));
  expect(JSON.parse(readFileSync(other.redis.planFile, 'utf8')).items ?? []).toEqual([]);
});

test('each has the pods of its region and no others', () => {
  expect(home.ofKind('StatefulSet').map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([['cache-node', 3]]);
  expect(other.ofKind('StatefulSet').map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual([['cache-r2-node', 3]]);
  expect(fileOf(other, 'node.json').platform.pods).toEqual({
    'r2-node-1': 'cache-r2-node-0', 'r2-node-2': 'cache-r2-node-1', 'r2-node-3': 'cache-r2-node-2',
  });
});

test('every node has one address for both, and its Service is there for the other cluster', () => {
  for (const made of [home, other]) {
    expect(fileOf(made, 'hosts.json').addresses).toEqual(options(ClusterPlace.HOME).addresses);
  }
  const [first, named] = [home.one('Service', 'cache-node-1-address'), other.one('Service', 'cache-r2-node-1-address')];
  for (const { spec } of [first, named]) {
    expect(spec).toMatchObject({ type: 'LoadBalancer', externalTrafficPolicy: 'Local', publishNotReadyAddresses: true });
  }
  expect(named.metadata.annotations).toMatchObject({ 'external-dns.alpha.kubernetes.io/hostname': 'r2-node-1.cache.example.test' });
  expect(first.metadata.annotations).not.toHaveProperty(['external-dns.alpha.kubernetes.io/hostname']);
  expect(home.one('Service', 'cache-primary').spec.type).toBe('ClusterIP');
  const internal = cluster(ClusterPlace.HOME, { loadBalancers: { annotations: { internal: 'true' }, className: 'inside' } });
  expect(internal.one('Service', 'cache-node-2-address')).toMatchObject({ metadata: { annotations: { internal: 'true' } }, spec: { loadBalancerClass: 'inside' } });
});

test('the other cluster is let in to what nodes tell each other, and nodes out to it and to the witness', () => {
  for (const name of ['cache-data-peers', 'cache-sentinel-peers', 'cache-agent-peers']) {
    expect(home.one('NetworkPolicy', name).spec.ingress[0].from).toContainEqual(BLOCK);
  }
  const { egress, ingress } = home.one('NetworkPolicy', 'cache-to-other-region').spec;
  expect(ingress).toBeUndefined();
  expect(egress.map(({ to, ports }: any) => [to, ports.map(({ port }: any) => port)])).toEqual([
    [[BLOCK], [6380, 6379, 26380, 26379, 8379]], [[BLOCK], [443]],
  ]);
});

test('agents are told of the witness; its keys are in no manifest and in no other container', () => {
  expect(fileOf(other, 'node.json').witness).toEqual({ url: WITNESS.url, signingRegion: 'eu-west-3' });
  const holders = containersOf(home.ofKind('StatefulSet')[0]!).filter(({ env = [] }) => JSON.stringify(env).includes('witness-keys'));
  expect(holders.map(({ name }) => name)).toEqual(['agent']);
});

test('a Cluster, too: a StatefulSet for each shard of the region', () => {
  const nodes = ['', 'r2-'].flatMap((region) => [1, 2, 3].flatMap((shard) => [1, 2].map((member) => `${region}shard-${shard}-${member}`)));
  const made = deployedCluster({
    tls: Tls.certManager({ issuer: { name: 'house', kind: 'ClusterIssuer' } }), passwords: PasswordSecret.existing('cache-passwords'),
    replicaCluster: options(ClusterPlace.REPLICA, { addresses: Object.fromEntries(nodes.map((node, index) => [node, `10.1.0.${index + 1}`])) }),
  });
  expect(made.ofKind('StatefulSet').map(({ metadata }) => metadata.name)).toEqual([1, 2, 3].map((shard) => `cache-r2-shard-${shard}`));
});

test.each<[string, Partial<ReplicaClusterOptions>, Partial<RedisSentinelProps>]>([
  ['replicaCluster.addresses: has none for r2-node-3', { addresses: Object.fromEntries(NODES.slice(0, 5).map((node) => [node, '10.0.0.1'])) }, {}],
  ['replicaCluster.addresses: names node-9', { addresses: Object.fromEntries([...NODES, 'node-9'].map((node) => [node, '10.0.0.1'])) }, {}],
  ['replicaCluster.peers: is empty', { peers: [] }, {}],
  ['replicaCluster.witness.url: got "bucket"', { witness: { url: 'bucket' } }, {}],
  ['replicaCluster.witness: has a region and no keys', { witness: { ...WITNESS, credentialsSecret: undefined } }, {}],
  ['replicaCluster.here: got "there"', { here: 'there' as ClusterPlace }, {}],
  ['replicaCluster.zones', { zones: 0 }, {}],
  ['passwords: would be others in each cluster', {}, { passwords: undefined }],
  ['tls: an authority of its own in each cluster', {}, { tls: undefined }],
  ['tls: an authority of its own in each cluster', {}, { tls: Tls.certManager() }],
])('%s is refused', (message, more, props) => {
  expect(() => cluster(ClusterPlace.HOME, more, props)).toThrow(`test/Redis: ${message}`);
});
