import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const FOLDER = path.join(ROOT, 'scripts/local-kubernetes');

/** What a module of the scripts returns, in a process of its own: jest loads no ES modules. */
function evaluate(module: string, expression: string): any {
  const script = `import * as it from ${JSON.stringify(path.join(FOLDER, module))};
    const answer = await (async () => ${expression})();
    console.log(JSON.stringify(answer ?? null, (_, value) => value instanceof Map ? Object.fromEntries(value) : value));`;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }));
}

const service = (name: string, spec: object): object => ({ metadata: { name, namespace: 'a' }, spec });
const slice = (name: string, endpoints: object[]): object =>
  ({ metadata: { namespace: 'a', labels: { 'kubernetes.io/service-name': name } }, endpoints, ports: [{ name: 'redis', port: 6379 }] });
const pod = (hostname: string, address: string, ready: boolean): object =>
  ({ hostname, addresses: [address], conditions: { ready } });

test('a Service is its ClusterIP; a headless one is its pods, by name, and those that are not ready only where that is asked for', () => {
  const services = [service('db', { clusterIP: '10.0.0.1' }), service('pods', { clusterIP: 'None', publishNotReadyAddresses: true }),
    service('ready', { clusterIP: 'None' })];
  const endpoints = [pod('db-0', '10.1.0.1', true), pod('db-1', '10.1.0.2', false)];
  const slices = [slice('db', endpoints), slice('pods', endpoints), slice('ready', endpoints)];
  const { addresses, servers } = evaluate('dns.mjs', `it.recordsOf(${JSON.stringify(services)}, ${JSON.stringify(slices)})`);
  expect(addresses).toEqual({
    'db.a.svc.cluster.local': ['10.0.0.1'],
    'pods.a.svc.cluster.local': ['10.1.0.1', '10.1.0.2'],
    'db-0.pods.a.svc.cluster.local': ['10.1.0.1'],
    'db-1.pods.a.svc.cluster.local': ['10.1.0.2'],
    'ready.a.svc.cluster.local': ['10.1.0.1'],
    'db-0.ready.a.svc.cluster.local': ['10.1.0.1'],
  });
  expect(servers['_redis._tcp.ready.a.svc.cluster.local']).toEqual([{ port: 6379, target: 'db-0.ready.a.svc.cluster.local' }]);
});

test('an archive of images says of each what it is made of, and holds it', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'redis-ha-images-'));
  try {
    writeFileSync(path.join(folder, 'layer'), 'a layer');
    const file = path.join(folder, 'images.tar');
    evaluate('docker-archive.mjs', `{
      const images = new it.DockerArchive(${JSON.stringify(path.join(folder, 'archive'))});
      await images.add('redis:8.0', ${JSON.stringify(path.join(folder, 'layer'))}, { User: '999' });
      images.write(${JSON.stringify(file)});
    }`);
    const read = (name: string): string => execFileSync('tar', ['--extract', '--to-stdout', '--file', file, name], { encoding: 'utf8' });
    const [image] = JSON.parse(read('manifest.json'));
    expect(image.RepoTags).toEqual(['redis:8.0']);
    expect(read(image.Layers[0])).toBe('a layer');
    const config = JSON.parse(read(image.Config));
    expect(config).toMatchObject({ os: 'linux', config: { User: '999' } });
    expect(config.rootfs.diff_ids).toEqual([`sha256:${image.Layers[0].replace('.tar', '')}`]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('what older programs need on their command lines newer ones refuse', () => {
  const commands = (minor: number): string => evaluate('control-plane.mjs',
    `it.controlPlane({ in: (...names) => names.join('/'), program: (name) => name }, ${minor}, { etcd: 'etcd', node: 'node' })`).apiserver.join(' ');
  expect(commands(20)).toContain('--insecure-port 0');
  expect(commands(29)).not.toContain('insecure-port');
});

test('test:k8s without programs and without a context is skipped, and says why', () => {
  const { LOCAL_K8S_BIN: _bin, REDIS_HA_KUBE_CONTEXT: _context, ...env } = process.env;
  // As where nothing is built: the cache is beside the scripts.
  const { stdout, status } = spawnSync('setpriv', ['--reuid', '65534', '--clear-groups', process.execPath, path.join(ROOT, 'scripts/test-k8s.mjs')],
    { encoding: 'utf8', env });
  if (process.getuid!() !== 0) return;
  expect({ stdout, status }).toMatchObject({ status: 0, stdout: expect.stringMatching(/skipped: .*root[\s\S]*0 passed, 0 failed/) as string });
});

test('the repository names no host, and no other way to the programs than Debian', () => {
  const texts = ['build-debian.mjs', 'images.mjs', 'ingredients.mjs'].map((file) => readFileSync(path.join(FOLDER, file), 'utf8')).join('\n');
  expect(texts).not.toMatch(/https?:\/\//);
});
