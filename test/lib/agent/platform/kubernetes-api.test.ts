import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubernetesApi, KubernetesCallFailed, KubernetesConflict, KubernetesNotFound, METADATA_ONLY } from '../../../../lib/agent/platform/kubernetes-api';
import { certificates } from '../../redis/certificates';
import { FakeKubernetes } from './fake-kubernetes';

let fake: FakeKubernetes;
let api: KubernetesApi;
const path = FakeKubernetes.configMap('cache-state');

beforeEach(async () => {
  fake = new FakeKubernetes();
  api = new KubernetesApi(fake.accountDir, await fake.listen(), 300);
});
afterEach(async () => {
  api.close();
  await fake.close();
});

test('reads, writes on condition of what was read, and merges', async () => {
  fake.set(path, { data: { a: '1', b: '2' } });
  const read = await api.get(path);
  expect(read).toMatchObject({ metadata: { name: 'cache-state' }, data: { a: '1' } });
  await api.put(path, { ...read, data: { a: '3' } });
  await expect(api.put(path, { ...read, data: { a: '4' } })).rejects.toThrow(KubernetesConflict);
  await api.patch(path, { data: { a: null, c: '5' } });
  expect((await api.get(path)).data).toEqual({ c: '5' });
  await expect(api.patch(path, { metadata: { resourceVersion: read.metadata.resourceVersion }, data: { c: '6' } })).rejects.toThrow(KubernetesConflict);
  expect((await api.get(path)).data).toEqual({ c: '5' });
});

test('creates what is not there', async () => {
  const folder = path.slice(0, path.lastIndexOf('/'));
  await api.post(folder, { metadata: { name: 'new' }, data: {} });
  await expect(api.post(folder, { metadata: { name: 'new' } })).rejects.toThrow(KubernetesConflict);
  expect(await api.get(`${folder}/new`)).toMatchObject({ metadata: { name: 'new' } });
});

test('asks for no more than metadata where that is enough', async () => {
  fake.set(FakeKubernetes.pod('p'), { spec: { large: true } });
  expect(await api.get(FakeKubernetes.pod('p'), { accept: METADATA_ONLY })).not.toHaveProperty('spec');
  expect(await api.get(FakeKubernetes.pod('p'))).toHaveProperty('spec');
});

test('one connection is kept for calls one after another', async () => {
  fake.set(path);
  for (let call = 0; call < 5; call += 1) {
    await api.get(path);
  }
  expect(fake.connections.size).toBe(1);
});

test('a kept connection that the server ends is no failure', async () => {
  fake.set(path);
  await api.get(path);
  const [kept] = fake.connections;
  fake.mishap = () => ({ loseAnswer: fake.connections.size === 1 });
  expect(await api.get(path)).toMatchObject({ metadata: { name: 'cache-state' } });
  expect(kept!.destroyed).toBe(true);
  expect(fake.count('GET')).toBe(3);
});

test('a new connection that the server ends is', async () => {
  fake.set(path);
  fake.mishap = () => ({ loseAnswer: true });
  await expect(api.get(path)).rejects.toMatchObject({ status: 0 });
  expect(fake.count('GET')).toBe(1);
});

test('token and namespace are read each time: they are replaced while the agent runs', async () => {
  fake.set(path);
  await api.get(path);
  fake.writeAccount('token', 'token-2\n');
  await api.get(path);
  expect(fake.requests.map(({ token }) => token)).toEqual(['token-1', 'token-2']);
  expect(await api.namespace()).toBe('shop');
});

describe('failures name the call and what to do', () => {
  const failure = async (mishap: object, call = (): Promise<unknown> => api.get(path)): Promise<KubernetesCallFailed> => {
    fake.mishap = () => mishap;
    return call().then(() => { throw new Error('it did not fail'); }, (error: unknown) => error as KubernetesCallFailed);
  };

  test('403: the rule that is missing', async () => {
    const refused = await failure({ status: 403, message: 'cannot' }, () => api.put(path, { metadata: { name: 'cache-state' } }));
    expect(refused.status).toBe(403);
    expect(refused.message).toBe(`Kubernetes API: PUT ${path}: 403: cannot; `
      + 'the role of the service account lacks verb "update" on configmaps "cache-state": apply the manifests again');
    const created = await failure({ status: 403, message: 'cannot' }, () => api.post('/api/v1/namespaces/shop/secrets', { metadata: { name: 's' } }));
    expect(created.message).toContain('verb "create" on secrets:');
  });

  test('401: the token', async () => {
    expect((await failure({ status: 401 })).message).toContain('the token of the service account is not accepted');
  });

  test('404', async () => {
    const missing = await failure({ status: 404 });
    expect(missing).toBeInstanceOf(KubernetesNotFound);
    expect(missing.message).toContain(`GET ${path}: 404`);
  });

  test('others: status and message', async () => {
    expect((await failure({ status: 429, message: 'too many requests' })).message).toBe(`Kubernetes API: GET ${path}: 429: too many requests`);
  });

  test('no answer in time', async () => {
    const began = Date.now();
    const silent = await failure({ hang: true });
    expect(silent).toMatchObject({ status: 0 });
    expect(silent.message).toContain('no answer within 0.3 s');
    expect(Date.now() - began).toBeLessThan(3000);
  });

  test('an answer that does not end counts as none', async () => {
    fake.set(path);
    expect(await failure({ after: 60_000 })).toMatchObject({ status: 0 });
  });

  test('no service account in the container', async () => {
    const bare = new KubernetesApi('/nowhere', 'http://127.0.0.1:1');
    await expect(bare.get(path)).rejects.toThrow('cannot read "token" of the service account in /nowhere');
  });
});

describe('address', () => {
  const before = { ...process.env };
  afterEach(() => { process.env = { ...before }; });

  test('outside a pod there is none', () => {
    delete process.env.KUBERNETES_SERVICE_HOST;
    expect(() => new KubernetesApi('/nowhere')).toThrow('for pods');
  });

  test.each([['127.0.0.1'], ['::1']])('over TLS at %s, only with the authority of the account', async (host) => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-ha-tls-'));
    const made = await certificates(folder, 'kubernetes', host);
    const secure = new FakeKubernetes({ key: made.client.key, cert: made.client.cert });
    try {
      const address = new URL(await secure.listen(host));
      process.env.KUBERNETES_SERVICE_HOST = host;
      process.env.KUBERNETES_SERVICE_PORT = address.port;
      secure.set(path);
      secure.writeAccount('ca.crt', made.client.ca);
      const within = new KubernetesApi(secure.accountDir);
      expect(await within.get(path)).toMatchObject({ metadata: { name: 'cache-state' } });
      // The kubelet has replaced the authority: connections made under the old one are not used any longer.
      const other = await certificates(join(folder, 'other'), 'kubernetes', host);
      secure.writeAccount('ca.crt', other.client.ca);
      await expect(within.get(path)).rejects.toThrow(/certificate/);
      within.close();
    } finally {
      await secure.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
