import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPasswords, createPasswordsCommand } from '../../../lib/agent/create-passwords';
import { NEVER_PRUNED, type KubernetesPlatformConfig } from '../../../lib/config';
import { KubernetesApi } from '../../../lib/agent/platform/kubernetes-api';
import { PLAN } from '../config/real-server';
import { certificates } from '../redis/certificates';
import { FakeKubernetes } from './platform/fake-kubernetes';

let fake: FakeKubernetes;
let api: KubernetesApi;
let said: string;
const config = { secretName: 'cache-passwords', users: ['app', 'agent', 'replication'], labels: { instance: 'cache' } };
const path = FakeKubernetes.secret('cache-passwords');
const create = (): Promise<void> => createPasswords(config, api, (event, fields) => { said += JSON.stringify([event, fields]); });
const decoded = (): Record<string, string> => Object.fromEntries(
  Object.entries(fake.objects.get(path)!.data as Record<string, string>).map(([user, text]) => [user, Buffer.from(text, 'base64').toString()]));

beforeEach(async () => {
  fake = new FakeKubernetes();
  api = new KubernetesApi(fake.accountDir, await fake.listen());
  said = '';
});
afterEach(async () => {
  api.close();
  await fake.close();
});

test('absent: it is made, with another password for each user, and none is said', async () => {
  await create();
  expect(fake.objects.get(path)).toMatchObject({ kind: 'Secret', type: 'Opaque', metadata: { labels: { instance: 'cache' }, annotations: NEVER_PRUNED } });
  expect(Object.keys(decoded())).toEqual(config.users);
  expect(new Set(Object.values(decoded())).size).toBe(3);
  for (const password of Object.values(decoded())) {
    expect(password).toMatch(/^[A-Za-z0-9]{48}$/);
    expect(said).not.toContain(password);
    expect(said).not.toContain(Buffer.from(password).toString('base64'));
  }
  expect(said).toContain('"added":["app","agent","replication"]');
});

test('there with all: nothing is written, and it says so', async () => {
  await create();
  const before = decoded();
  fake.requests.length = 0;
  said = '';
  await create();
  expect(fake.requests.map(({ method }) => method)).toEqual(['GET']);
  expect(decoded()).toEqual(before);
  expect(said).toContain('all were there');
});

test('some are missing: those are added, the others and whatever else is in it stay', async () => {
  fake.set(path, { metadata: { labels: { theirs: 'yes' } }, data: { app: Buffer.from('chosen').toString('base64'), other: 'eA==' } });
  await create();
  expect(decoded()).toMatchObject({ app: 'chosen', other: 'x' });
  expect(decoded().agent).toMatch(/^[A-Za-z0-9]{48}$/);
  expect(fake.objects.get(path)!.metadata.labels).toEqual({ theirs: 'yes' });
  expect(said).toContain('"added":["agent","replication"]');
});

test('an empty Secret, as some tools make it, is filled', async () => {
  fake.set(path);
  await create();
  expect(Object.keys(decoded()).sort()).toEqual(['agent', 'app', 'replication']);
});

test('an empty password is neither used nor replaced', async () => {
  fake.set(path, { data: { app: '' } });
  await expect(create()).rejects.toThrow('empty password for app');
  expect(fake.requests.map(({ method }) => method)).toEqual(['GET']);
});

test('many at once: one makes it, no password changes once it is there', async () => {
  fake.mishap = ({ method }) => ({ before: method === 'POST' ? 300 : Math.random() * 20 });
  const seen: string[] = [];
  fake.onChange = () => seen.push(JSON.stringify(decoded()));
  await Promise.all(Array.from({ length: 10 }, create));
  expect(seen).toHaveLength(1);
  expect(fake.count('POST')).toBeGreaterThan(1);
});

test('somebody who adds one in between is not overruled', async () => {
  fake.set(path);
  fake.mishap = ({ method }) => {
    if (method === 'PATCH' && fake.count('PATCH') === 1) {
      fake.set(path, { data: { app: Buffer.from('theirs').toString('base64') } });
    }
    return undefined;
  };
  await create();
  expect(decoded().app).toBe('theirs');
  expect(Object.keys(decoded())).toHaveLength(3);
});

test('what it may not do is an error', async () => {
  fake.mishap = ({ method }) => (method === 'POST' ? { status: 403, message: 'forbidden' } : undefined);
  await expect(create()).rejects.toThrow('lacks verb "create" on secrets');
});

test('every letter is as likely as any other', async () => {
  const users = Array.from({ length: 300 }, (_, index) => `u${index}`);
  await createPasswords({ ...config, users }, api, () => undefined);
  const counts: Record<string, number> = {};
  [...Object.values(decoded()).join('')].forEach((letter) => { counts[letter] = (counts[letter] ?? 0) + 1; });
  expect(Object.keys(counts)).toHaveLength(62);
  // 14,400 letters: 232 of each, give or take 15; eight times that is never seen by chance.
  Object.values(counts).forEach((count) => expect(Math.abs(count - 232)).toBeLessThan(122));
});

describe('the command', () => {
  const platform = (): KubernetesPlatformConfig => ({
    kind: 'kubernetes', secretsDir: '', hostsFile: '', accountDir: fake.accountDir, pods: {}, stateConfigMap: '', turnLease: '',
    labelsRoles: true, turnSeconds: 1,
  });

  test('says how it is to be called', async () => {
    const config = { node: '', planFile: '', bindingsFile: '', dataDir: '', runDir: '' };
    await expect(createPasswordsCommand({ ...config, platform: platform() }, undefined)).rejects.toThrow('--secret <name>');
    const file = { kind: 'file' as const, secretsDir: '', outsideDir: '' };
    await expect(createPasswordsCommand({ ...config, platform: file }, 's')).rejects.toThrow('is for platform.kind "kubernetes"');
  });

  test('every user of the plan gets one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'redis-ha-passwords-'));
    const secure = await certificates(folder, 'kubernetes', '127.0.0.1');
    const server = new FakeKubernetes({ key: secure.client.key, cert: secure.client.cert });
    const before = { ...process.env };
    const line = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    try {
      process.env.KUBERNETES_SERVICE_PORT = new URL(await server.listen()).port;
      process.env.KUBERNETES_SERVICE_HOST = '127.0.0.1';
      server.writeAccount('ca.crt', secure.client.ca);
      const planFile = join(folder, 'plan.json');
      writeFileSync(planFile, JSON.stringify(PLAN));
      const config = { node: '', planFile, bindingsFile: '', dataDir: '', runDir: '', platform: { ...platform(), accountDir: server.accountDir } };
      await createPasswordsCommand(config, 'cache-passwords');
      const made = server.objects.get(path)!;
      expect(Object.keys(made.data as object).sort()).toEqual(PLAN.users.map(({ name }) => name).sort());
      expect(made.metadata.labels).toEqual({ 'app.kubernetes.io/instance': PLAN.name });
    } finally {
      line.mockRestore();
      process.env = before;
      await server.close();
      rmSync(folder, { recursive: true });
    }
  });
});
