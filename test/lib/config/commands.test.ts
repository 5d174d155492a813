import { mkdirSync, readFileSync, writeFileSync, appendFileSync } from 'node:fs';
import { connect } from 'node:net';
import { FENCE, layoutOf, PLACEHOLDER, redisCommand, renderAcl, renderRedisConf, sentinelCommand } from '../../../lib/config';
import { Engine } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { parseInfo, parsePairs, type RedisLink } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';
import { PLAN, SECRETS, Workbench } from './real-server';

test('the programs are the engine\'s, the files the node\'s', () => {
  const valkey = plan(demoSpec({ engine: Engine.VALKEY_8_1 }));
  const config = { ...benchless(), node: 'node-1' };
  expect(redisCommand(valkey, config).slice(0, 2)).toEqual(['valkey-server', layoutOf(config).redisConf]);
  expect(sentinelCommand(valkey, config)).toEqual(['valkey-sentinel', layoutOf(config).sentinelConf]);
});

function benchless(): Parameters<typeof layoutOf>[0] {
  return { node: 'n', planFile: '', bindingsFile: '', dataDir: '/d', runDir: '/r', platform: { kind: 'file', secretsDir: '', outsideDir: '' } };
}

describe('R1: Redis starts as nobody', () => {
  let bench: Workbench;

  beforeAll(async () => { bench = await Workbench.open(); });
  afterAll(() => bench?.close());

  async function expectNobody(agent: RedisLink): Promise<void> {
    const info = parseInfo(String(await agent.call('INFO', 'replication')));
    expect(info).toMatchObject({ role: 'slave', master_host: PLACEHOLDER.host, master_port: String(PLACEHOLDER.port) });
    expect(parsePairs(await agent.call('CONFIG', 'GET', 'replica-priority', 'min-replicas-to-write', 'replica-serve-stale-data')))
      .toEqual({ 'replica-priority': '0', 'min-replicas-to-write': String(FENCE), 'replica-serve-stale-data': 'no' });
    await expect(bench.link('app').call('SET', 'x', '1')).rejects.toThrow(/READONLY|MASTERDOWN/);
    await expect(bench.link('app').call('GET', 'kept')).rejects.toThrow('MASTERDOWN');
    // Nor is it anybody's source before it has one of its own.
    expect(await syncReply(bench)).toMatch(/^-(MASTERDOWN|NOMASTERLINK)/);
  }

  test('whatever the configuration has come to say, after an orderly end and after kill -9', async () => {
    const config = bench.config();
    const layout = layoutOf(config);
    mkdirSync(layout.redisDir, { recursive: true });
    mkdirSync(config.runDir, { recursive: true });
    writeFileSync(layout.redisAcl, renderAcl(PLAN, SECRETS, 'redis'));
    writeFileSync(layout.redisConf, renderRedisConf(PLAN, config, bench.addresses, SECRETS));
    const command = redisCommand(PLAN, config);
    const host = bench.address(1);

    const first = await bench.start(command, host, PLAN.ports.redis);
    const agent = bench.link('agent');
    await expectNobody(agent);

    // It is made primary, Sentinel has the file rewritten, it takes writes.
    await agent.call('REPLICAOF', 'NO', 'ONE');
    await agent.call('CONFIG', 'SET', 'min-replicas-to-write', 0);
    await agent.call('CONFIG', 'SET', 'replica-priority', 100);
    // As Sentinel does when it changes a role.
    await bench.link('sentinel').call('CONFIG', 'REWRITE');
    await bench.link('app').call('SET', 'kept', 'yes');
    expect(readFileSync(layout.redisConf, 'utf8')).not.toMatch(/^replicaof/m);

    await bench.kill(first);
    const second = await bench.start(command, host, PLAN.ports.redis);
    const again = bench.link('agent');
    await expectNobody(again);
    expect(parseInfo(String(await again.call('INFO', 'keyspace'))).db0).toContain('keys=1');

    // Even words that say otherwise outright.
    await bench.kill(second);
    appendFileSync(layout.redisConf, '\nreplicaof no one\nreplica-priority 100\nmin-replicas-to-write 0\nreplica-serve-stale-data yes\n');
    await bench.start(command, host, PLAN.ports.redis);
    await expectNobody(bench.link('agent'));
  }, 30_000);
});

/** What the server answers to one who logs in as a replica and asks for its data. */
function syncReply(bench: Workbench): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(PLAN.ports.redis, bench.address(1));
    let text = '';
    socket.setTimeout(5000, () => { socket.destroy(); reject(new Error(`no answer to PSYNC: ${text}`)); });
    socket.on('error', reject);
    socket.on('data', (part) => {
      text += part.toString();
      if (text.startsWith('+OK\r\n') && text.length > 5) {
        socket.destroy();
        resolve(text.slice(5));
      }
    });
    const words = ['AUTH', 'backup', SECRETS.backup!];
    socket.write(`*3\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}PSYNC ? -1\r\n`);
  });
}
