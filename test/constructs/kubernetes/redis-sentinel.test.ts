import { Duration, Size } from 'cdk8s';
import {
  Engine, HostSpread, ObjectStore, PasswordSecret, RedisSentinel, RestoreSource, SentinelPlacement, StoreIdentity, UpdateStrategy,
} from '../../../constructs/kubernetes';
import { nodeServiceName } from '../../../lib/config';
import { aChart, containersOf, deployed, OBJECTIVES, sentinel, synthesized } from './charts';

const nodes = (kind: string): string[] => [1, 2, 3].map((number) => nodeServiceName('cache', `${kind}-${number}`));
const WEB = { podSelector: { matchLabels: { app: 'web' } } };

describe('what is made', () => {
  test('three pods with Sentinels, a Service each, by default', () => {
    const { one, ofKind } = deployed();
    expect(one('StatefulSet', 'cache-node').spec.replicas).toBe(3);
    expect(ofKind('StatefulSet')).toHaveLength(1);
    expect(ofKind('Service').map(({ metadata }) => metadata.name).sort()).toEqual(
      [...nodes('node'), 'cache-pods', 'cache-primary', 'cache-replicas', 'cache-sentinels']);
    expect(containersOf(one('StatefulSet', 'cache-node')).map(({ name }) => name)).toEqual(['prepare', 'agent', 'redis', 'sentinel']);
  });

  test('Sentinels on nodes of their own', () => {
    const { redis, one } = deployed({ placement: SentinelPlacement.OWN_NODES });
    expect(one('StatefulSet', 'cache-sentinel').spec.replicas).toBe(3);
    expect(redis.sentinelHosts).toEqual(nodes('sentinel').map((service) => `${service}.shop.svc`));
    expect(redis.nodeHosts).toEqual(nodes('node').map((service) => `${service}.shop.svc`));
  });

  test('in the namespace of the chart, with its labels; pods only with those of the prop', () => {
    const chart = aChart({ namespace: 'shop', labels: { team: 'checkout' } });
    const { objects, one } = deployed({ labels: { tier: 'cache' }, annotations: { 'example.com/owner': 'me' } }, chart);
    expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['shop']));
    expect(new Set(objects.map(({ metadata }) => `${metadata.labels.team} ${metadata.labels.tier}`))).toEqual(new Set(['checkout cache']));
    const pod = one('StatefulSet', 'cache-node').spec.template.metadata;
    expect(pod.labels).toMatchObject({ tier: 'cache' });
    expect(pod.labels).not.toHaveProperty('team');
    expect(pod.annotations).toMatchObject({ 'example.com/owner': 'me' });
  });

  test('what a client needs is known', () => {
    const { redis, one } = deployed();
    expect(redis).toMatchObject({
      deploymentName: 'cache', masterName: 'cache', namespace: 'shop', port: 6380, tlsPort: 6380, sentinelPort: 26380,
      tlsServerName: 'cache.redis-ha', caSecretName: 'cache-ca', tlsSecretName: 'cache-tls',
      primaryServiceName: 'cache-primary', primaryHost: 'cache-primary.shop.svc',
      replicasServiceName: 'cache-replicas', replicasHost: 'cache-replicas.shop.svc',
      sentinelsServiceName: 'cache-sentinels', passwordSecretName: 'cache-passwords',
    });
    for (const name of [redis.primaryServiceName, redis.replicasServiceName, redis.sentinelsServiceName!]) {
      expect(one('Service', name).kind).toBe('Service');
    }
  });

  test('without a namespace, names are those of the pods\' own', () => {
    const { redis, objects } = deployed({}, aChart({}));
    expect(redis.namespace).toBeUndefined();
    expect(redis.primaryHost).toBe('cache-primary');
    expect(objects.filter(({ metadata }) => 'namespace' in metadata)).toEqual([]);
  });
});

describe('props', () => {
  test('engine and images', () => {
    const { one } = deployed({ engine: Engine.VALKEY_8_1 });
    const images = Object.fromEntries(containersOf(one('StatefulSet', 'cache-node')).map(({ name, image }) => [name, image]));
    expect(images.redis).toMatch(/\/valkey:8\.1.*@sha256:/);
    expect(images.sentinel).toBe(images.redis);
    expect(images.agent).toMatch(/\/node:.*@sha256:/);
  });

  test('memory, CPU and volume', () => {
    const { one } = deployed({
      nodeMemory: Size.gibibytes(4), cpu: 750, volume: { size: Size.gibibytes(40), storageClassName: 'fast' },
    });
    const { spec } = one('StatefulSet', 'cache-node');
    const redis = containersOf({ spec }).find(({ name }) => name === 'redis')!;
    expect(redis.resources.requests.cpu).toBe('750m');
    expect(redis.resources.limits).not.toHaveProperty('cpu');
    expect(spec.volumeClaimTemplates[0].spec).toMatchObject({ storageClassName: 'fast', resources: { requests: { storage: '40Gi' } } });
  });

  test('a volume holds four times maxmemory, at least 8 GiB', () => {
    const storage = (gibibytes: number): string => deployed({ nodeMemory: Size.gibibytes(gibibytes) })
      .one('StatefulSet', 'cache-node').spec.volumeClaimTemplates[0].spec.resources.requests.storage;
    expect([storage(1), storage(16)]).toEqual(['8Gi', '38Gi']);
  });

  test('scheduling', () => {
    const { one } = deployed({
      scheduling: {
        hosts: HostSpread.PREFERRED, nodeSelector: { pool: 'data' }, priorityClassName: 'high',
        tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
      },
    });
    const pod = one('StatefulSet', 'cache-node').spec.template.spec;
    expect(pod).toMatchObject({
      nodeSelector: { pool: 'data' }, priorityClassName: 'high',
      tolerations: [{ key: 'dedicated', operator: 'Exists', effect: 'NoSchedule' }],
    });
    expect(pod.affinity.podAntiAffinity).not.toHaveProperty('requiredDuringSchedulingIgnoredDuringExecution');
  });

  test('a cluster with one zone gets a finding, not a pod that waits', () => {
    const { one, said } = deployed({ scheduling: { zones: 1 } });
    expect(said.filter((line) => line.includes('scheduling.zones'))).toHaveLength(1);
    expect(JSON.stringify(one('StatefulSet', 'cache-node'))).not.toContain('"topologyKey":"topology.kubernetes.io/zone"');
  });

  test('pull secrets and update strategy', () => {
    const { one } = deployed({ imagePullSecrets: ['registry'], updateStrategy: UpdateStrategy.ON_DELETE });
    const { spec } = one('StatefulSet', 'cache-node');
    expect(spec.updateStrategy.type).toBe('OnDelete');
    expect(spec.template.spec.imagePullSecrets).toEqual([{ name: 'registry' }]);
  });

  test('passwords of an existing Secret need no Job', () => {
    const { redis, ofKind, one } = deployed({ passwords: PasswordSecret.existing('mine') });
    expect(redis.passwordSecretName).toBe('mine');
    expect(ofKind('Job').map(({ metadata }) => metadata.name)).toEqual([expect.stringContaining('cache-certificates')]);
    expect(one('StatefulSet', 'cache-node').spec.template.spec.volumes).toContainEqual(
      expect.objectContaining({ secret: expect.objectContaining({ secretName: 'mine' }) }));
  });

  test('a backup to begin with brings the seed', () => {
    const store = ObjectStore.s3({ bucket: 'backups', region: 'eu-central-1', identity: StoreIdentity.secret('store') });
    const { one, objects } = deployed({
      restoreFrom: RestoreSource.backup(store, { deployment: 'old', backupId: '20261122T150203Z-4f3a91' }),
    });
    expect(containersOf(one('StatefulSet', 'cache-node')).map(({ name }) => name)).toContain('seed');
    expect(JSON.stringify(objects)).toContain('20261122T150203Z-4f3a91');
  });

  test('an admission policy is of no namespace', () => {
    const { ofKind } = deployed({ admissionPolicy: true });
    const [policy] = ofKind('ValidatingAdmissionPolicy');
    expect(policy!.metadata).not.toHaveProperty('namespace');
    expect(ofKind('StatefulSet')[0]!.metadata.namespace).toBe('shop');
  });

  test('overrides are in the words and units of cdk8s', () => {
    const { redis } = deployed({ overrides: { downAfter: Duration.millis(1500), maxMemory: Size.mebibytes(256) } });
    expect(redis.plan.settings).toMatchObject({ downAfterSeconds: 1.5, maxMemoryBytes: 256 * 1024 ** 2 });
  });
});

describe('clients', () => {
  test('are who is named at first and who is named later', () => {
    const chart = aChart();
    const redis = sentinel(chart, { deploymentName: 'cache', clients: [WEB] });
    redis.allowClients({ namespaceSelector: { matchLabels: { name: 'jobs' } } }, { ipBlock: { cidr: '10.0.0.0/8' } });
    const { ofKind } = synthesized(chart);
    const data = ofKind('NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])
      .find(({ from, ports }) => JSON.stringify(from ?? '').includes('10.0.0.0/8') && JSON.stringify(ports).includes('6380'));
    expect(data.from).toEqual([WEB, { namespaceSelector: { matchLabels: { name: 'jobs' } } }, { ipBlock: { cidr: '10.0.0.0/8' } }]);
    expect(data.ports.map(({ port }: { port: number }) => port)).not.toContain(8379);
  });

  test('nobody is let in by default, which is said', () => {
    expect(deployed().said.filter((line) => line.includes('no-clients'))).toHaveLength(1);
  });

  test('no NetworkPolicy where others write them', () => {
    expect(deployed({ networkPolicies: false }).ofKind('NetworkPolicy')).toEqual([]);
  });
});

describe('errors name the prop and the construct', () => {
  test.each([
    ['objectives.rto', { objectives: { ...OBJECTIVES, rto: Duration.millis(500) } }],
    ['replicas', { replicas: -1 }],
    ['sentinels', { sentinels: 2 }],
    ['deploymentName', { deploymentName: 'Not_a_name' }],
    ['kubernetesVersion: got 1.28: the agent is a native sidecar', { kubernetesVersion: '1.28' }],
    ['kubernetesVersion: got "one"', { kubernetesVersion: 'one' }],
    ['nodeMemory', { nodeMemory: Size.mebibytes(100) }],
    ['cpu', { cpu: 0.5 }],
    ['volume.size', { volume: { size: Size.mebibytes(10) } }],
    ['clients[0]: names nobody', { clients: [{}] }],
    ['apiServer[0]: names pods and addresses', { apiServer: [{ ...WEB, ipBlock: { cidr: '10.0.0.0/8' } }] }],
    ['scheduling.zones', { scheduling: { zones: 0 } }],
    ['passwords.secretName', { passwords: PasswordSecret.existing('Not a name') }],
    ['images: no image of redis-7.0', { engine: Engine.REDIS_7_0 }],
    ['labels', { labels: { 'app.kubernetes.io/instance': 'x' } }],
    ['admissionPolicy', { admissionPolicy: true, kubernetesVersion: '1.29' }],
    ['overrides.downAfter', { overrides: { downAfter: Duration.minutes(10) } }],
  ])('%s', (start, props) => {
    expect(() => sentinel(aChart(), props)).toThrow(new RegExp(`^test/Redis: (the deployment .*\\n +)?${start.replace(/[[\]]/g, '\\$&')}`));
  });

  test('an allowed client that is nobody', () => {
    expect(() => sentinel(aChart()).allowClients({})).toThrow(/^test\/Redis: allowClients\[0\]: names nobody/);
  });

  test('objectives without a Duration', () => {
    expect(() => new RedisSentinel(aChart(), 'Redis', { objectives: { rpo: 5, rto: 10 } as never })).toThrow(/objectives\.rpo: got 5; give a Duration/);
  });
});
