import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { layoutOf, renderAcl, renderRedisConf, renderSentinelConf, sentinelUser } from '../../../lib/config';
import { RegionStrategy } from '../../../lib/model';
import { plan, planOf, HOME_REGION, REPLICA_REGION } from '../../../lib/plan';
import { parsePairs, type RedisLink } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';
import { PLAN, SECRETS, Workbench } from './real-server';

const BOTH = plan(demoSpec({
  replicaRegion: { strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 5, rtoSeconds: 1800 } },
}));
const THERE = planOf(BOTH, REPLICA_REGION);

test('each region\'s Sentinels have a name of their own, and home\'s is the one that a plan with one region has', () => {
  expect([sentinelUser(PLAN), sentinelUser(BOTH), sentinelUser(THERE), sentinelUser(THERE, HOME_REGION)])
    .toEqual(['sentinel', 'sentinel', 'sentinel-region-2', 'sentinel']);
  expect(renderAcl(PLAN, SECRETS, 'redis')).not.toContain('sentinel-region-2');
  expect(renderAcl(THERE, SECRETS, 'sentinel')).not.toMatch(/^user sentinel /m);
});

describe('a real Sentinel of the region that was left, which still holds the new primary for a replica', () => {
  let bench: Workbench;
  let stale: RedisLink;
  let own: RedisLink;

  beforeAll(async () => {
    bench = await Workbench.open();
    const there = Object.fromEntries(THERE.nodes.map(({ name }, index) => [name, bench.address(index + 1)]));
    const config = bench.config(THERE.nodes[0]!.name);
    const layout = layoutOf(config);
    put(layout.redisAcl, renderAcl(THERE, SECRETS, 'redis'));
    put(layout.sentinelAcl, renderAcl(THERE, SECRETS, 'sentinel'));
    put(layout.redisConf, renderRedisConf(THERE, config, there, SECRETS));
    const start = { configEpoch: 0, currentEpoch: 0 };
    put(layout.sentinelConf, renderSentinelConf(THERE, config, there, SECRETS, 'id', { ...start, primary: THERE.nodes[0]!.name }));
    mkdirSync(layout.redisDir, { recursive: true });
    await bench.start(['redis-server', layout.redisConf, '--min-replicas-to-write', '0'], bench.address(1), THERE.ports.redis);
    await bench.start(['redis-sentinel', layout.sentinelConf], bench.address(1), THERE.ports.sentinel);

    // Of the region that was left: it watches that primary, as it would come to know of it as a replica.
    const home = { ...there, 'node-1': bench.address(1), 'node-2': bench.address(9) };
    const left = { ...bench.config('node-2') };
    const files = layoutOf(left);
    put(files.sentinelAcl, renderAcl(BOTH, SECRETS, 'sentinel'));
    put(files.sentinelConf, renderSentinelConf(BOTH, left, home, SECRETS, 'id', { ...start, primary: 'node-1' }));
    await bench.start(['redis-sentinel', files.sentinelConf], bench.address(9), BOTH.ports.sentinel);
    const on = (host: string): RedisLink => bench.link('agent', host, BOTH.ports.sentinel);
    [own, stale] = [on(bench.address(1)), on(bench.address(9))];
  }, 60_000);

  afterAll(() => bench?.close());

  test('it sees that it lives, and is not counted among the Sentinels there although it has said hello many times', async () => {
    const master = BOTH.topology.masterName;
    const monitor = bench.link('monitor');
    // A Sentinel says hello every 2 s; wait until it has tried, which the server's statistics of errors tell.
    await until(async () => /cmdstat_publish:.*rejected_calls=([3-9]|\d\d)/.test(String(await monitor.call('INFO', 'commandstats'))));
    expect(parsePairs(await stale.call('SENTINEL', 'MASTER', master)).flags).toBe('master');
    expect(parsePairs(await own.call('SENTINEL', 'MASTER', master))['num-other-sentinels']).toBe('0');
  }, 30_000);

  test('it cannot make a replica of the primary, nor close its connections', async () => {
    const link = bench.link('sentinel');
    for (const command of [['SLAVEOF', '127.0.0.1', '1'], ['CLIENT', 'KILL', 'TYPE', 'normal'], ['CONFIG', 'REWRITE'],
      ['PUBLISH', '__sentinel__:hello', 'x'], ['SUBSCRIBE', 'orders'], ['MULTI']]) {
      await expect(link.call(...command as [string, ...string[]])).rejects.toThrow(/NOPERM/);
    }
    expect(await link.call('PING')).toBe('PONG');
  });
});

function put(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o600);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 250; tries += 1) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it did not happen');
}
