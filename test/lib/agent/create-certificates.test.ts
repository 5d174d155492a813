import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createCertificates, issuerSettingsIn } from '../../../lib/agent/create-certificates';
import { KubernetesApi, type ApiObject } from '../../../lib/agent/platform/kubernetes-api';
import { checkCertificates, type Certificates } from '../../../lib/certificates';
import { issueAuthority, issueCertificate } from '../../../lib/certificates/issue';
import { ISSUER_VARIABLE, ISSUER_VERSION, type IssuerSettings } from '../../../lib/certificates/issuer-settings';
import { NEVER_PRUNED } from '../../../lib/config';
import { FakeKubernetes } from './platform/fake-kubernetes';

const SETTINGS: IssuerSettings = {
  schemaVersion: ISSUER_VERSION, deployment: 'cache', serverName: 'cache.redis-ha', dnsNames: ['cache-primary'], ipAddresses: [], days: 90,
  renewBeforeDays: 30, authoritySecretId: 'cache-authority', certificateSecretId: 'cache-tls', caSecretId: 'cache-ca',
};
let fake: FakeKubernetes;
let api: KubernetesApi;
let said: string;

beforeEach(async () => {
  fake = new FakeKubernetes();
  api = new KubernetesApi(fake.accountDir, await fake.listen());
  said = '';
});
afterEach(async () => {
  api.close();
  await fake.close();
});

const create = (more: Partial<IssuerSettings> = {}): Promise<void> => (
  createCertificates({ ...SETTINGS, ...more }, api, (event, fields) => { said += JSON.stringify([event, fields]); }));
const secret = (name: string): ApiObject => fake.objects.get(FakeKubernetes.secret(name))!;
const decoded = (name: string): Record<string, string> => Object.fromEntries(
  Object.entries(secret(name).data as Record<string, string>).map(([key, text]) => [key, Buffer.from(text, 'base64').toString()]));
const encoded = (data: Record<string, string>): Record<string, string> => Object.fromEntries(
  Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')]));

function issued(): Certificates {
  const { 'ca.crt': ca, 'tls.crt': cert, 'tls.key': key } = decoded('cache-tls');
  return { ca: ca!, cert: cert!, key: key! };
}

test('nothing there: an authority, a certificate by every name of its Services, and what clients trust; no key is said', async () => {
  await create();
  expect(checkCertificates(issued(), 'cache.redis-ha', Date.now())).toBeUndefined();
  const { checkHost } = { checkHost: (name: string) => new X509Certificate(issued().cert).checkHost(name) };
  for (const name of ['cache-primary', 'cache-primary.shop', 'cache-primary.shop.svc']) {
    expect(checkHost(name)).toBe(name);
  }
  expect(secret('cache-tls')).toMatchObject({
    type: 'kubernetes.io/tls', metadata: { labels: { 'app.kubernetes.io/instance': 'cache' }, annotations: NEVER_PRUNED },
  });
  expect(decoded('cache-ca')).toEqual({ 'ca.crt': issued().ca });
  expect(Object.keys(decoded('cache-tls')).sort()).toEqual(['ca.crt', 'tls.crt', 'tls.key']);
  expect(said).toContain('issued: there is none');
  expect(said).not.toContain('PRIVATE');
});

test('all in order: nothing is written', async () => {
  await create();
  fake.requests.length = 0;
  await create();
  expect([...new Set(fake.requests.map(({ method }) => method))]).toEqual(['GET']);
  expect(said).toContain('in order');
});

test('another Service is another certificate of the same authority, in one change', async () => {
  await create();
  const before = issued();
  const seen: string[] = [];
  fake.onChange = () => { seen.push(String(checkCertificates(issued(), 'cache.redis-ha', Date.now()))); };
  await create({ dnsNames: ['cache-primary', 'cache-node-4-address'] });
  expect(issued().cert).not.toBe(before.cert);
  expect(issued().ca).toBe(before.ca);
  expect(seen).toEqual(['undefined']);
});

test('one that is about to expire is replaced, one that is not stays', async () => {
  await create();
  const { cert } = issued();
  await create({ renewBeforeDays: 89 });
  expect(issued().cert).toBe(cert);
  await create({ renewBeforeDays: 91 });
  expect(issued().cert).not.toBe(cert);
});

test('many at once: one authority, and a certificate of it', async () => {
  fake.mishap = () => ({ before: Math.random() * 20 });
  await Promise.all(Array.from({ length: 6 }, () => create()));
  const { authorities } = JSON.parse(decoded('cache-authority')['authorities.json']!);
  expect(authorities).toHaveLength(1);
  expect(issued().ca).toBe(authorities[0].cert);
  expect(checkCertificates(issued(), 'cache.redis-ha', Date.now())).toBeUndefined();
});

test('with the rights of the renewal only, what is there is changed and nothing is made', async () => {
  await create();
  fake.mishap = ({ method }) => (method === 'POST' ? { status: 403, message: 'forbidden' } : undefined);
  await create({ renewBeforeDays: 91 });
  fake.objects.delete(FakeKubernetes.secret('cache-tls'));
  await expect(create()).rejects.toThrow('lacks verb "create" on secrets');
});

test('an empty Secret, as some tools make it, is filled', async () => {
  ['cache-tls', 'cache-ca', 'cache-authority'].forEach((name) => fake.set(FakeKubernetes.secret(name)));
  await create();
  expect(checkCertificates(issued(), 'cache.redis-ha', Date.now())).toBeUndefined();
});

test('authorities that cannot be read are no reason to make others', async () => {
  fake.set(FakeKubernetes.secret('cache-authority'), { data: encoded({ 'authorities.json': '{"half' }) });
  await expect(create()).rejects.toThrow('authority');
  expect(decoded('cache-authority')).toEqual({ 'authorities.json': '{"half' });
});

test('a certificate of somebody else\'s authority is replaced by one of its own', async () => {
  const theirs = await issueCertificate({ authority: await issueAuthority({ commonName: 'theirs', days: 10 }), serverName: 'cache.redis-ha', days: 10 });
  fake.set(FakeKubernetes.secret('cache-tls'), { data: encoded({ 'ca.crt': theirs.ca, 'tls.crt': theirs.cert, 'tls.key': theirs.key }) });
  await create();
  expect(issued().cert).not.toBe(theirs.cert);
  expect(checkCertificates(issued(), 'cache.redis-ha', Date.now())).toBeUndefined();
});

test('settings of another version are refused', () => {
  expect(() => issuerSettingsIn({})).toThrow('version none');
  expect(() => issuerSettingsIn({ [ISSUER_VARIABLE]: '{"schemaVersion":99}' })).toThrow('version 99');
});

test('the program that is shipped does the same, with nothing beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-issuer-'));
  const authority = await issueAuthority({ commonName: 'cluster', days: 2 });
  const { cert, key } = await issueCertificate({ authority, serverName: 'localhost', ipAddresses: ['127.0.0.1'], days: 2 });
  const server = new FakeKubernetes({ key, cert });
  try {
    const { port } = new URL(await server.listen());
    server.writeAccount('ca.crt', authority.cert);
    const program = join(__dirname, '../../../dist/agent/redis-ha-certificates.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--account', server.accountDir], {
      cwd: folder,
      env: {
        PATH: process.env.PATH, KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: port, [ISSUER_VARIABLE]: JSON.stringify(SETTINGS),
      },
    });
    expect(JSON.parse(stdout)).toMatchObject({ event: 'certificates', result: 'issued: there is none' });
    expect([...server.objects.keys()].map((name) => name.split('/').at(-1))).toEqual(['cache-authority', 'cache-ca', 'cache-tls']);
  } finally {
    await server.close();
    rmSync(folder, { recursive: true });
  }
});
