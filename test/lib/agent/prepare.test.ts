import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FilePlatform } from '../../../lib/agent/platform/file';
import { prepare } from '../../../lib/agent/prepare';
import { layoutOf, type NodeConfig } from '../../../lib/config';
import { SentinelPlacement, Topology } from '../../../lib/model';
import { NodeRole, plan } from '../../../lib/plan';
import { SECRETS } from '../config/real-server';
import { demoSpec } from '../plan/specs';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-prepare-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

function lay(deployment = plan(demoSpec()), node = 'node-1', secrets = SECRETS): { config: NodeConfig; platform: FilePlatform } {
  count += 1;
  const home = join(folder, String(count));
  mkdirSync(join(home, 'secrets'), { recursive: true });
  for (const [user, secret] of Object.entries(secrets)) {
    writeFileSync(join(home, 'secrets', user), secret);
  }
  writeFileSync(join(home, 'plan.json'), JSON.stringify(deployment));
  writeFileSync(join(home, 'bindings.json'), JSON.stringify({
    schemaVersion: 1, deployment: 'demo', addresses: Object.fromEntries(deployment.nodes.map(({ name }, index) => [name, `10.0.0.${index + 1}`])),
  }));
  const platform = { kind: 'file' as const, secretsDir: join(home, 'secrets'), outsideDir: join(home, 'outside') };
  return {
    config: { node, planFile: join(home, 'plan.json'), bindingsFile: join(home, 'bindings.json'), dataDir: join(home, 'data'), runDir: join(home, 'run'), platform },
    platform: new FilePlatform(platform),
  };
}

test('renders what Redis and Sentinel read, for nobody else to read', async () => {
  const { config, platform } = lay();
  await prepare(config, platform);
  const layout = layoutOf(config);
  for (const file of [layout.redisConf, layout.redisAcl, layout.sentinelAcl]) {
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(statSync(layout.redisDir).mode & 0o077).toBe(0);
  expect(readFileSync(layout.redisConf, 'utf8')).toContain('bind 10.0.0.1');
});

test('R1, R10: decides nothing: no sentinel.conf, no memory, no role', async () => {
  const { config, platform } = lay();
  await prepare(config, platform);
  expect(readdirSync(layoutOf(config).sentinelDir)).toEqual([]);
  expect(readdirSync(config.dataDir).sort()).toEqual(['redis', 'sentinel']);
  expect(readFileSync(layoutOf(config).redisConf, 'utf8')).not.toMatch(/^(replicaof|replica-priority)/m);
});

test('twice is once, and what Redis has written is left', async () => {
  const { config, platform } = lay();
  await prepare(config, platform);
  writeFileSync(join(layoutOf(config).redisDir, 'dump.rdb'), 'data');
  const before = readFileSync(layoutOf(config).redisConf, 'utf8');
  await prepare(config, platform);
  expect(readFileSync(layoutOf(config).redisConf, 'utf8')).toBe(before);
  expect(readdirSync(layoutOf(config).redisDir)).toEqual(['dump.rdb']);
});

test('a node has the files of its roles only', async () => {
  const apart = plan(demoSpec({ topology: Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }) }));
  for (const role of [NodeRole.DATA, NodeRole.SENTINEL]) {
    const { config, platform } = lay(apart, apart.nodes.find(({ roles }) => roles.includes(role))!.name);
    await prepare(config, platform);
    expect(readdirSync(config.runDir).sort()).toEqual(role === NodeRole.DATA ? ['redis.acl', 'redis.conf'] : ['sentinel.acl']);
  }
});

test('a secret that is missing, or that Sentinel could not keep, is said now', async () => {
  const { monitor: _, ...without } = SECRETS;
  const missing = lay(undefined, undefined, without);
  await expect(prepare(missing.config, missing.platform)).rejects.toThrow('"monitor"');
  const odd = lay(undefined, undefined, { ...SECRETS, sentinel: 'two words' });
  await expect(prepare(odd.config, odd.platform)).rejects.toThrow('has a space or a quote');
});

test('in a pod: the addresses of its Services are resolved and announced, and no stop of former servers is left', async () => {
  const { config, platform } = lay();
  mkdirSync(config.runDir, { recursive: true });
  writeFileSync(join(config.runDir, 'stop-requested'), '');
  writeFileSync(join(config.runDir, 'stop-answered'), '');
  const hostsFile = config.bindingsFile;
  const hosts = JSON.parse(readFileSync(hostsFile, 'utf8')) as { addresses: Record<string, string> };
  const pod: NodeConfig = {
    ...config, bindAddress: '*', bindingsFile: join(config.runDir, 'bindings.json'),
    platform: {
      kind: 'kubernetes', hostsFile, secretsDir: '', accountDir: '', pods: {}, stateConfigMap: '', turnLease: '', labelsRoles: true, turnSeconds: 0,
    },
  };
  await prepare(pod, platform, { lookup: async (host) => [host === hosts.addresses['node-1'] ? 'fd00:10:96::a' : `172.20.0.${host.slice(-1)}`] });
  const text = readFileSync(layoutOf(pod).redisConf, 'utf8');
  expect(text).toContain('\nreplica-announce-ip fd00:10:96::a\n');
  expect(text).toMatch(/^bind \* -::\*$/m);
  expect(readdirSync(config.runDir).sort()).toEqual(['bindings.json', 'redis.acl', 'redis.conf', 'sentinel.acl']);
});
