import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KubernetesPlatform } from '../../../../lib/agent/platform/kubernetes';
import { KubernetesApi } from '../../../../lib/agent/platform/kubernetes-api';
import { CERTIFICATE_FILES } from '../../../../lib/certificates';
import type { RoleMarker } from '../../../../lib/agent/platform/platform';
import { FakeKubernetes } from './fake-kubernetes';

let fake: FakeKubernetes;
let folder: string;
let address: string;
let apis: KubernetesApi[];
const state = FakeKubernetes.configMap('cache-state');

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'redis-ha-kubernetes-'));
  fake = new FakeKubernetes();
  address = await fake.listen();
  apis = [];
  fake.set(state, { metadata: { labels: { keep: 'me' } } });
});
afterEach(async () => {
  apis.forEach((api) => api.close());
  await fake.close();
  rmSync(folder, { recursive: true, force: true });
});

function platform(more: { certificatesDir?: string } = {}): KubernetesPlatform {
  const api = new KubernetesApi(fake.accountDir, address, 2000);
  apis.push(api);
  return new KubernetesPlatform({
    kind: 'kubernetes', secretsDir: folder, hostsFile: '', accountDir: fake.accountDir, pods: {}, stateConfigMap: 'cache-state',
    turnLease: 'cache-turn', labelsRoles: true, turnSeconds: 60, ...more,
  }, api);
}

const data = (): unknown => fake.objects.get(state)!.data;
const marker = { deploymentId: 'd-1', createdAt: '2026-01-01T00:00:00Z' };
const role = (epoch: number, by = 'node-1'): RoleMarker => ({ primary: 'node-1', epoch, changedAt: 'then', by });

describe('secrets', () => {
  test('as the kubelet mounts them: links to a folder that hides', async () => {
    mkdirSync(join(folder, '..2026_01'));
    symlinkSync('..2026_01', join(folder, '..data'));
    writeFileSync(join(folder, '..data', 'app'), 'p-app');
    symlinkSync('..data/app', join(folder, 'app'));
    expect(await platform().secrets()).toEqual({ app: 'p-app' });
    expect(fake.requests).toEqual([]);
  });

  test('an empty Secret, or none, is an error and no empty password', async () => {
    await expect(platform().secrets()).rejects.toThrow('one key per user');
    rmSync(folder, { recursive: true });
    await expect(platform().secrets()).rejects.toThrow(`cannot read the passwords in ${folder}`);
  });
});

describe('certificates', () => {
  const mounted = (data: string, text: string): void => {
    mkdirSync(join(folder, data));
    for (const file of Object.values(CERTIFICATE_FILES)) {
      writeFileSync(join(folder, data, file), `${file} ${text}`);
    }
    symlinkSync(data, join(folder, `${data}_link`));
    renameSync(join(folder, `${data}_link`), join(folder, '..data'));
  };

  test('as the kubelet mounts them: of one moment, and then of the next', async () => {
    mounted('..1', 'one');
    Object.values(CERTIFICATE_FILES).forEach((file) => symlinkSync(`..data/${file}`, join(folder, file)));
    expect(await platform({ certificatesDir: folder }).certificates()).toEqual({ ca: 'ca.crt one', cert: 'tls.crt one', key: 'tls.key one' });
    mounted('..2', 'two');
    expect(await platform({ certificatesDir: folder }).certificates()).toEqual({ ca: 'ca.crt two', cert: 'tls.crt two', key: 'tls.key two' });
  });

  test('while the kubelet changes them they are never those of two moments', async () => {
    mounted('..0', '0');
    const reading = platform({ certificatesDir: folder });
    const pairs: string[] = [];
    for (let round = 1; round <= 50; round += 1) {
      const reads = Array.from({ length: 4 }, () => reading.certificates());
      mounted(`..${round}`, String(round));
      pairs.push(...(await Promise.all(reads)).map(({ ca, cert, key }) => [ca, cert, key].map((text) => text.split(' ')[1]).join()));
    }
    expect(pairs.filter((pair) => !/^(\d+),\1,\1$/.test(pair))).toEqual([]);
  });

  test('none, or half of them, is an error that says where', async () => {
    await expect(platform().certificates()).rejects.toThrow('certificatesDir');
    writeFileSync(join(folder, 'tls.crt'), 'x');
    await expect(platform({ certificatesDir: folder }).certificates()).rejects.toThrow(`cannot read the certificates in ${folder}`);
  });
});

describe('marker', () => {
  test('is created once; the second claim gets the first', async () => {
    expect(await platform().readMarker()).toBeUndefined();
    expect(await platform().claimMarker(marker)).toEqual(marker);
    expect(await platform().claimMarker({ ...marker, deploymentId: 'd-2' })).toEqual(marker);
    expect(await platform().readMarker()).toEqual(marker);
    expect(fake.count('PUT')).toBe(1);
    expect(fake.objects.get(state)!.metadata.labels).toEqual({ keep: 'me' });
  });

  test('of 30 that claim at once one wins, and all see the same', async () => {
    // Whoever wants to write waits until everybody has read: all 30 saw none.
    fake.mishap = ({ method }) => ({ before: method === 'PUT' ? 500 : Math.random() * 30 });
    const claims = await Promise.all(Array.from({ length: 30 }, (_, index) => platform().claimMarker({ deploymentId: `d${index}`, createdAt: '' })));
    expect(new Set(claims.map(({ deploymentId }) => deploymentId)).size).toBe(1);
    expect(fake.count('PUT')).toBeGreaterThan(1);
  });

  test('one that cannot be known is not none', async () => {
    fake.mishap = () => ({ status: 500, message: 'etcd' });
    await expect(platform().readMarker()).rejects.toThrow('etcd');
    await expect(platform().claimMarker(marker)).rejects.toThrow('etcd');
  });

  test('a ConfigMap that is gone is not "never formed", and nobody makes a new one', async () => {
    fake.objects.clear();
    await expect(platform().readMarker()).rejects.toThrow('apply the manifests again');
    await expect(platform().claimMarker(marker)).rejects.toThrow('apply the manifests again');
    await expect(platform().claimRole(role(1))).rejects.toThrow('apply the manifests again');
    expect(fake.count('PUT') + fake.count('POST')).toBe(0);
  });

  test.each([['{"deploymentId":'], ['null'], ['"d-1"'], ['{}'], ['']])('%j is damaged, not none, and is not written over', async (text) => {
    fake.set(state, { data: { marker: text } });
    await expect(platform().readMarker()).rejects.toThrow('key "marker" of ConfigMap cache-state is damaged');
    await expect(platform().claimMarker(marker)).rejects.toThrow('damaged');
    expect(data()).toEqual({ marker: text });
  });

  test('a claim whose answer was lost stands all the same', async () => {
    const claimant = platform();
    await claimant.readMarker();
    fake.mishap = ({ method }) => ({ loseAnswer: method === 'PUT' && fake.count('PUT') === 1 });
    expect(await claimant.claimMarker(marker)).toEqual(marker);
    expect(data()).toEqual({ marker: JSON.stringify(marker) });
  });

  test('a ConfigMap that changes each time it is looked at is given up', async () => {
    fake.mishap = ({ method }) => (method === 'PUT' ? { status: 409 } : undefined);
    await expect(platform().claimMarker(marker)).rejects.toThrow('409');
    expect(fake.count('PUT')).toBe(11);
  });
});

describe('role marker', () => {
  test('each change needs the one that was seen before it', async () => {
    await platform().claimMarker(marker);
    expect(await platform().readRole()).toBeUndefined();
    expect(await platform().claimRole(role(1))).toEqual(role(1));
    expect(await platform().claimRole(role(2))).toEqual(role(2));
    expect(await platform().claimRole(role(2, 'late'))).toEqual(role(2));
    expect(await platform().claimRole(role(9, 'hasty'))).toEqual(role(2));
    expect(await platform().readRole()).toEqual(role(2));
    expect(await platform().readMarker()).toEqual(marker);
  });

  test('an emptied store takes no ordinary change, and one above every epoch from whoever saw it empty', async () => {
    expect(await platform().claimRole(role(8))).toBeUndefined();
    expect(await platform().claimRole(role(8), 0)).toEqual(role(8));
    expect(await platform().claimRole(role(11, 'late'), 0)).toEqual(role(8));
    expect(await platform().claimRole(role(9))).toEqual(role(9));
    expect(await platform().claimRole(role(5, 'backwards'), 9)).toEqual(role(9));
  });

  test('one that was restored from an older copy is followed by a higher epoch from whoever saw that', async () => {
    await platform().claimRole(role(3), 0);
    expect(await platform().claimRole(role(8), 3)).toEqual(role(8));
  });

  test('of many that saw the same one wins, whatever epochs they claim, while others change the same ConfigMap', async () => {
    fake.mishap = () => ({ before: 1 + Math.random() * 30 });
    const [stands] = await Promise.all([
      Promise.all(Array.from({ length: 20 }, (_, index) => platform().claimRole(role(5 + index % 4, `n${index}`), 0))),
      platform().claimMarker(marker),
    ]);
    expect(new Set(stands.map((standing) => standing?.by)).size).toBe(1);
    expect(await platform().readRole()).toEqual(stands[0]);
    expect(await platform().readMarker()).toEqual(marker);
  });

  test('a damaged one is not none', async () => {
    fake.set(state, { data: { role: '{"primary":"node-1","epoch":"3"}' } });
    await expect(platform().readRole()).rejects.toThrow('key "role"');
  });
});

test('turns are taken on the Lease of the deployment', async () => {
  fake.set(FakeKubernetes.lease('cache-turn'));
  expect(await platform().takeTurn('node-1', 60)).toBe(true);
  expect(await platform().takeTurn('node-2', 60)).toBe(false);
  await platform().giveTurn('node-1');
  expect(await platform().takeTurn('node-2', 60)).toBe(true);
});
