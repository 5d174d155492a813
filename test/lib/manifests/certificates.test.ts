import { ISSUER_VARIABLE } from '../../../lib/certificates/issuer-settings';
import type { CertificateSource } from '../../../lib/manifests';
import { Topology } from '../../../lib/model';
import {
  CLUSTER_ISSUER, containersOf, GENERATED_CERTIFICATES, inputWith, objectsOf, ofKind, OWN_AUTHORITY, PLANS, planWith, theOne,
} from './inputs';

const EXISTING: CertificateSource = { kind: 'existing', secretName: 'mine' };
const sentinel = (certificates: CertificateSource, more = {}): any => inputWith(PLANS.Sentinel!, { certificates, ...more });

test.each([EXISTING, GENERATED_CERTIFICATES, OWN_AUTHORITY, CLUSTER_ISSUER])('$kind: nodes mount that Secret as a whole, and no other key of it', (certificates) => {
  const [set] = ofKind(sentinel(certificates), 'StatefulSet');
  const volume = set.spec.template.spec.volumes.find(({ name }: any) => name === 'certificates');
  expect(volume.secret).toEqual({
    secretName: certificates.secretName, defaultMode: 0o440, items: ['ca.crt', 'tls.crt', 'tls.key'].map((key) => ({ key, path: key })),
  });
  const config = ofKind(sentinel(certificates), 'ConfigMap').find(({ data }) => data?.['node.json']);
  expect(JSON.parse(config.data['node.json']).platform.certificatesDir).toBe('/etc/redis-ha/certificates');
});

test('an existing Secret: nothing is made', () => {
  const kinds = objectsOf(sentinel(EXISTING)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => ['Job', 'CronJob', 'Secret', 'Certificate', 'Issuer'].includes(kind))).toEqual([]);
});

describe('generated', () => {
  const input = sentinel(GENERATED_CERTIFICATES);
  const orderOf = (template: any): any => {
    const [{ env }] = template.spec.containers;
    return JSON.parse(env.find(({ name }: any) => name === ISSUER_VARIABLE).value);
  };

  test('a Job that may create Secrets issues them, and one by the clock that may only change what is there issues them anew', () => {
    const job = theOne(input, 'Job').spec.template;
    const clocked = theOne(input, 'CronJob').spec.jobTemplate.spec.template;
    expect(orderOf(job)).toEqual(orderOf(clocked));
    expect(orderOf(job)).toMatchObject({
      deployment: 'cache', certificateSecretId: 'cache-tls', authoritySecretId: 'cache-authority', caSecretId: 'cache-ca', serverName: 'cache.redis-ha',
      dnsNames: ['cache-primary', 'cache-replicas', 'cache-sentinels', ...[1, 2, 3].map((node) => `cache-node-${node}-address`)],
    });
    const may = (account: string): any => theOne(input, 'Role', account).rules.map(({ verbs, resourceNames }: any) => [verbs.join(), resourceNames?.join()]);
    expect(may(job.spec.serviceAccountName)).toEqual([['create', undefined], ['get,patch', 'cache-tls,cache-authority,cache-ca']]);
    expect(may(clocked.spec.serviceAccountName)).toEqual([['get,patch', 'cache-tls,cache-authority,cache-ca']]);
  });

  test('their program is theirs alone, and what issues mounts no password', () => {
    expect(ofKind(input, 'ConfigMap').filter(({ binaryData }) => Object.keys(binaryData ?? {}).some((key) => key.startsWith('redis-ha-certificates'))))
      .toHaveLength(1);
    const [set] = ofKind(input, 'StatefulSet');
    expect(JSON.stringify(set)).not.toContain('redis-ha-certificates');
    const [container] = containersOf(theOne(input, 'Job'));
    expect(container.volumeMounts.map(({ name }: any) => name)).toEqual(['run', 'parts', 'account']);
  });

  test('an image of one\'s own has the program', () => {
    const own = sentinel(GENERATED_CERTIFICATES, { images: { ...input.images, programsDir: '/opt/redis-ha' } });
    expect(JSON.stringify(objectsOf(own))).not.toContain('redis-ha-certificates.js.gz');
    expect(containersOf(theOne(own, 'Job'))[0].command).toEqual(expect.arrayContaining(['/opt/redis-ha', '/run/redis-ha/redis-ha-certificates.js']));
  });

  test('another node is another order, so another Job', () => {
    const more = inputWith(planWith(Topology.sentinel({ replicas: 3 })), { certificates: GENERATED_CERTIFICATES });
    expect(theOne(more, 'Job').metadata.name).not.toBe(theOne(input, 'Job').metadata.name);
  });
});

describe('cert-manager', () => {
  test('somebody\'s issuer: one Certificate, by names of the Services in the namespace where that is known', () => {
    const input = sentinel(CLUSTER_ISSUER, { namespace: 'shop' });
    expect(ofKind(input, 'Issuer')).toEqual([]);
    const { metadata, spec } = theOne(input, 'Certificate');
    expect(metadata.name).toBe('cache-certificates');
    expect(spec).toMatchObject({
      secretName: 'cache-tls', commonName: 'cache.redis-ha', duration: '2160h0m0s', renewBefore: '720h0m0s',
      issuerRef: { name: 'house', kind: 'ClusterIssuer', group: 'cert-manager.io' },
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    });
    expect(spec.isCA).toBeUndefined();
    expect(spec.dnsNames[0]).toBe('cache.redis-ha');
    expect(spec.dnsNames).toEqual(expect.arrayContaining(['cache-primary', 'cache-primary.shop.svc', 'cache-sentinels.shop', 'cache-node-3-address.shop.svc']));
    expect(theOne(sentinel(CLUSTER_ISSUER), 'Certificate').spec.dnsNames).not.toContain('cache-primary.shop.svc');
  });

  test('an authority of its own: a root, an authority that keeps its key, an issuer, and the nodes\' certificate of that', () => {
    const input = sentinel(OWN_AUTHORITY);
    const authority = theOne(input, 'Certificate', 'cache-authority').spec;
    expect(authority).toMatchObject({ isCA: true, secretName: 'cache-authority', issuerRef: { name: 'cache-authority-root' } });
    expect(authority.privateKey.rotationPolicy).toBe('Never');
    expect(theOne(input, 'Issuer', 'cache-authority-root').spec).toEqual({ selfSigned: {} });
    expect(theOne(input, 'Issuer', 'cache-authority').spec).toEqual({ ca: { secretName: 'cache-authority' } });
    const leaf = theOne(input, 'Certificate', 'cache-certificates').spec;
    expect(leaf.issuerRef).toEqual({ name: 'cache-authority', kind: 'Issuer', group: 'cert-manager.io' });
    expect(leaf.privateKey.rotationPolicy).toBe('Always');
  });

  test('a name too long for a subject stands among the others', () => {
    const name = `${'cache-of-a-shop.'.repeat(5)}example`;
    const input = inputWith(planWith(Topology.sentinel(), { tlsServerName: name }), { certificates: CLUSTER_ISSUER });
    const { spec } = theOne(input, 'Certificate');
    expect(spec.commonName).toBeUndefined();
    expect(spec.dnsNames).toContain(name);
  });
});

test('a Cluster is entered by one name, and one of many nodes is known by its server name', () => {
  const namesOf = (shards: number): string[] => theOne(
    inputWith(planWith(Topology.cluster({ shards })), { certificates: CLUSTER_ISSUER }), 'Certificate').spec.dnsNames;
  expect(namesOf(3)).toEqual(expect.arrayContaining(['cache.redis-ha', 'cache-nodes', 'cache-shard-3-2-address']));
  expect(namesOf(40)).toEqual(['cache.redis-ha', 'cache-nodes']);
});
