import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { layoutOf, networkOf, renderAcl, renderRedisConf, renderSentinelConf, type NodeConfig } from '../../../lib/config';
import type { DeploymentPlan } from '../../../lib/plan';
import { parseInfo, parsePairs } from '../../../lib/redis';
import { PLAN, SECRETS, Workbench } from './real-server';

const config = (bindAddress?: string): NodeConfig => ({
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: '/data', runDir: '/run', platform: { kind: 'file', secretsDir: '', outsideDir: '' },
  ...(bindAddress === undefined ? {} : { bindAddress }),
});
const start = { primary: 'node-2', configEpoch: 0, currentEpoch: 0 };

test('a node listens, connects and is reached at its own address', () => {
  expect(networkOf(config(), '10.0.0.1')).toEqual({ bind: '10.0.0.1', listen: '10.0.0.1', source: '10.0.0.1', local: '10.0.0.1' });
  expect(networkOf(config('10.9.9.9'), '10.0.0.1').source).toBe('10.9.9.9');
});

test('a pod listens everywhere, is reached over loopback and leaves the source to the system: what it announces is not its own', () => {
  expect(networkOf(config('*'), '10.0.0.1')).toEqual({ bind: '* -::*', local: '127.0.0.1' });
  for (const text of [
    renderRedisConf(PLAN, config('*'), { 'node-1': '10.0.0.1' }, SECRETS),
    renderSentinelConf(PLAN, config('*'), { 'node-1': '10.0.0.1', 'node-2': '10.0.0.2' }, SECRETS, 'id', start),
  ]) {
    expect(text).toMatch(/^bind \* -::\*$/m);
    expect(text).not.toContain('bind-source-addr');
    expect(text).toMatch(/announce-ip 10\.0\.0\.1$/m);
  }
});

test('real servers with an announced IPv6 address that is not theirs listen on every address', async () => {
  const bench = await Workbench.open();
  try {
    const ports = { ...PLAN.ports, redis: await freePort(), sentinel: await freePort() };
    const plan: DeploymentPlan = { ...PLAN, ports };
    const addresses = { 'node-1': 'fd00:10:96::a', 'node-2': 'fd00:10:96::b' };
    const own = { ...bench.config(), bindAddress: '*' };
    const layout = layoutOf(own);
    for (const folder of [layout.redisDir, layout.sentinelDir, own.runDir]) {
      mkdirSync(folder, { recursive: true });
    }
    writeFileSync(layout.redisAcl, renderAcl(plan, SECRETS, 'redis'));
    writeFileSync(layout.redisConf, renderRedisConf(plan, own, addresses, SECRETS));
    writeFileSync(layout.sentinelAcl, renderAcl(plan, SECRETS, 'sentinel'));
    writeFileSync(layout.sentinelConf, renderSentinelConf(plan, own, addresses, SECRETS, 'id', start));
    await bench.start(['redis-server', layout.redisConf], '127.0.0.1', ports.redis);
    await bench.start(['redis-sentinel', layout.sentinelConf], bench.address(7), ports.sentinel);
    const redis = bench.link('agent', bench.address(7), ports.redis);
    expect(parseInfo(String(await redis.call('INFO', 'server'))).tcp_port).toBe(String(ports.redis));
    expect(parsePairs(await redis.call('CONFIG', 'GET', 'replica-announce-ip'))['replica-announce-ip']).toBe('fd00:10:96::a');
    const sentinel = bench.link('agent', '127.0.0.1', ports.sentinel);
    expect(await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', plan.topology.masterName)).toEqual(['fd00:10:96::b', String(ports.redis)]);
  } finally {
    await bench.close();
  }
}, 30_000);

/** Below the range the system gives out by itself. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const free = await new Promise<boolean>((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(false));
      server.listen(port, () => server.close(() => resolve(true)));
    });
    if (free) {
      return port;
    }
  }
}
