import { Duration } from 'cdk8s';
import { BackupSource, Tls } from '../../../constructs/kubernetes';
import { deployed, deployedCluster, type Manifest, type Synthesized } from './charts';

const platformOf = ({ ofKind }: Synthesized): Manifest => {
  const config = ofKind('ConfigMap').find(({ data }) => data?.['node.json'])!;
  return JSON.parse(config.data['node.json']).platform;
};
const mountedSecret = ({ ofKind }: Synthesized): string => (
  ofKind('StatefulSet')[0]!.spec.template.spec.volumes.find(({ name }: any) => name === 'certificates')?.secret.secretName);

test('on unless told otherwise, by an authority of its own whose key is in no manifest', () => {
  const made = deployed();
  expect(made.redis.plan).toMatchObject({ transport: 'tls', tls: { serverName: 'cache.redis-ha' } });
  expect(mountedSecret(made)).toBe('cache-tls');
  expect(made.ofKind('CronJob').map(({ metadata }) => metadata.name)).toEqual(['cache-renewal']);
  expect(made.ofKind('Secret')).toEqual([]);
  expect(JSON.stringify(made.objects)).not.toContain('PRIVATE KEY');
});

test('a Secret of somebody else\'s', () => {
  const made = deployed({ tls: Tls.fromSecret('mine', { requireClientCertificates: true, serverName: 'redis.example.test' }) });
  expect(made.redis.plan.tls).toEqual({ serverName: 'redis.example.test', clientCertificates: 'required' });
  expect([mountedSecret(made), made.redis.caSecretName, made.redis.tlsSecretName]).toEqual(['mine', 'mine', 'mine']);
  expect(made.ofKind('CronJob')).toEqual([]);
});

test('cert-manager: somebody\'s issuer, or an authority that it makes', () => {
  const theirs = deployed({ tls: Tls.certManager({ issuer: { name: 'house', kind: 'ClusterIssuer' }, validity: Duration.days(30), secretName: 'own' }) });
  expect(theirs.one('Certificate', 'cache-certificates').spec).toMatchObject({
    secretName: 'own', duration: '720h0m0s', issuerRef: { name: 'house', kind: 'ClusterIssuer', group: 'cert-manager.io' },
  });
  expect(theirs.one('Certificate', 'cache-certificates').spec.dnsNames).toContain('cache-primary.shop.svc');
  expect(mountedSecret(theirs)).toBe('own');
  expect(deployed({ tls: Tls.certManager() }).ofKind('Issuer')).toHaveLength(2);
});

test('plaintext is said', () => {
  const made = deployed({ tls: Tls.plaintext() });
  expect(made.redis.plan).toMatchObject({ transport: 'plaintext', ports: { redis: 6379 } });
  expect(made.redis.tlsPort).toBeUndefined();
  expect(mountedSecret(made)).toBeUndefined();
  expect(platformOf(made).certificatesDir).toBeUndefined();
  expect(made.said.filter((line) => line.includes(' plaintext: tls: '))).toHaveLength(1);
});

test('on the way there clients have both ports, and that is said', () => {
  const made = deployed({ tls: Tls.ownAuthority({ plaintextToo: true }) });
  expect(made.redis).toMatchObject({ port: 6379, tlsPort: 6380 });
  expect(made.one('Service', 'cache-primary').spec.ports.map(({ port }: any) => port)).toEqual([6379, 6380]);
  expect(made.said.filter((line) => line.includes(' plaintext-open: tls: '))).toHaveLength(1);
});

test('what cannot change of a StatefulSet does not, whatever the transport', () => {
  const fixed = (tls: Tls): unknown => deployed({ tls }).ofKind('StatefulSet').map(({ metadata: { name }, spec }) => (
    [name, spec.selector, spec.serviceName, spec.podManagementPolicy, spec.volumeClaimTemplates]));
  expect(fixed(Tls.ownAuthority({ plaintextToo: true }))).toEqual(fixed(Tls.plaintext()));
  expect(fixed(Tls.certManager())).toEqual(fixed(Tls.plaintext()));
});

test('backups check the servers by the authority alone, and show a certificate only where servers ask for one', () => {
  const { redis } = deployed();
  expect(BackupSource.deployment(redis)._bind()).toMatchObject({
    tls: true, tlsServerName: 'cache.redis-ha', certificates: { secretName: 'cache-ca', shown: false },
  });
  const strict = deployed({ tls: Tls.fromSecret('mine', { requireClientCertificates: true }) }).redis;
  expect(BackupSource.deployment(strict)._bind().certificates).toEqual({ secretName: 'mine', shown: true });
  const both = deployed({ tls: Tls.ownAuthority({ plaintextToo: true }) }).redis;
  expect(BackupSource.deployment(both)._bind().endpoints.every((endpoint) => endpoint.endsWith(':6380'))).toBe(true);
  expect(BackupSource.deployment(deployed({ tls: Tls.plaintext() }).redis)._bind().certificates).toBeUndefined();
});

test.each<[string, () => Tls]>([
  ['tls\\.secretName: got "Mine"', () => Tls.fromSecret('Mine')],
  ['tls\\.validity', () => Tls.certManager({ validity: Duration.minutes(5) })],
  ['tls\\.serverName: got "10\\.0\\.0\\.1"', () => Tls.ownAuthority({ serverName: '10.0.0.1' })],
])('%s is refused by that name', (message, tls) => {
  expect(() => deployedCluster({ tls: tls() })).toThrow(new RegExp(`^test/Redis: ${message}`));
});
