import { deploymentSource, existingSource, type ExistingRedis, type SourceDeployment } from '../../../lib/manifests';
import { Engine, Topology, Transport } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

const planned = (transport: Transport, more: object = {}): DeploymentPlan => plan({
  name: 'cache', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
  transport, ...more,
});
const REDIS: ExistingRedis = { deploymentName: 'sessions', nodes: [{ host: 'a' }, { host: 'b', port: 6380 }], secretName: 'redis' };

describe('a deployment', () => {
  const source = (more: Partial<SourceDeployment> = {}): ReturnType<typeof deploymentSource> => deploymentSource({
    plan: planned(Transport.TLS), namespace: 'shop', nodeHosts: ['a', 'b'], port: 6380, passwordSecretName: 'cache-passwords',
    caSecretName: 'cache-ca', tlsSecretName: 'cache-tls', ...more,
  });

  test('is reached as its user for backups, where its Secret is', () => {
    expect(source()).toMatchObject({
      deploymentName: 'cache', namespace: 'shop', bound: true, endpoints: ['a:6380', 'b:6380'], username: 'backup',
      password: { secretName: 'cache-passwords', key: 'backup' }, shards: 1, tls: true, tlsServerName: 'cache.redis-ha',
    });
    expect(source().maxMemoryBytes).toBe(planned(Transport.TLS).settings.maxMemoryBytes);
  });

  test('shows no certificate, and reads no key of one, unless clients must show one', () => {
    expect(source().certificates).toEqual({ secretName: 'cache-ca', shown: false });
    const required = { ...planned(Transport.TLS), tls: { serverName: 'cache.redis-ha', clientCertificates: 'required' } } as DeploymentPlan;
    expect(source({ plan: required }).certificates).toEqual({ secretName: 'cache-tls', shown: true });
  });

  test('in plaintext has none', () => {
    expect(source({ plan: planned(Transport.PLAINTEXT), caSecretName: undefined, tlsSecretName: undefined }))
      .toMatchObject({ tls: false, certificates: undefined });
  });
});

describe('a Redis that runs already', () => {
  test('is reached on its ports, and policies open each once', () => {
    const source = existingSource({ ...REDIS, nodes: [...REDIS.nodes, { host: 'c' }] });
    expect(source).toMatchObject({
      bound: false, endpoints: ['a:6379', 'b:6380', 'c:6379'], password: { secretName: 'redis', key: 'password' }, shards: 1, tls: false,
    });
    expect(source.targets.map(({ port }) => port)).toEqual([6379, 6380]);
    expect(source.maxMemoryBytes).toBeUndefined();
  });

  test.each<[Partial<ExistingRedis>, RegExp]>([
    [{ nodes: [] }, /source\.nodes: is empty/], [{ nodes: [{ host: 'a', port: 0 }] }, /source\.nodes\[0\]\.port: got 0/],
    [{ shards: 0 }, /source\.shards: got 0/], [{ deploymentName: 'Sessions' }, /source\.deploymentName: got "Sessions"/],
  ])('%j is refused, by name', (wrong, message) => {
    expect(() => existingSource({ ...REDIS, ...wrong })).toThrow(message);
  });
});
