import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { layoutOf, renderAcl, renderRedisConf, renderSentinelConf } from '../../../lib/config';
import type { RedisLink } from '../../../lib/redis';
import { PLAN, SECRETS, Workbench } from './real-server';

describe('text', () => {
  test('the default user is off and comes first; digests stand where passwords would', () => {
    const text = renderAcl(PLAN, SECRETS, 'redis');
    expect(text.split('\n')[0]).toBe('user default off nopass resetkeys resetchannels -@all');
    expect(text).toContain(`#${createHash('sha256').update(SECRETS.app!).digest('hex')}`);
    for (const secret of Object.values(SECRETS)) {
      expect(text).not.toContain(secret);
    }
  });

  test('users without business on Sentinels are not there', () => {
    const users = renderAcl(PLAN, SECRETS, 'sentinel').split('\n').map((line) => line.split(' ')[1]);
    expect(users).toEqual(expect.arrayContaining(['app', 'sentinel', 'agent', 'monitor']));
    expect(users).not.toContain('replication');
    expect(users).not.toContain('backup');
  });

  test('a user without a secret is an error that names it; an empty one, too', () => {
    expect(() => renderAcl(PLAN, { ...SECRETS, monitor: '' }, 'redis')).toThrow(/"monitor".*secret store/);
  });
});

let bench: Workbench;

beforeAll(async () => {
  bench = await Workbench.open();
  const config = bench.config();
  const layout = layoutOf(config);
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, 0o600);
  };
  mkdirSync(layout.redisDir, { recursive: true });
  put(layout.redisAcl, renderAcl(PLAN, SECRETS, 'redis'));
  put(layout.sentinelAcl, renderAcl(PLAN, SECRETS, 'sentinel'));
  put(layout.redisConf, renderRedisConf(PLAN, config, bench.addresses, SECRETS));
  put(layout.sentinelConf, renderSentinelConf(PLAN, config, bench.addresses, SECRETS, 'id', {
    primary: 'node-1', configEpoch: 0, currentEpoch: 0,
  }));
  await bench.start(['redis-server', layout.redisConf, '--min-replicas-to-write', '0'], bench.address(1), PLAN.ports.redis);
  await bench.start(['redis-sentinel', layout.sentinelConf], bench.address(1), PLAN.ports.sentinel);
  await bench.link('app').call('SET', 'key', 'value');
}, 30_000);

afterAll(() => bench?.close());

/** What became of a command: `NOPERM` when the user may not run it, `allowed` otherwise, whatever else it said. */
async function outcome(link: RedisLink, command: string): Promise<string> {
  const [name, ...args] = command.split(' ');
  try {
    await link.call(name!, ...args);
    return 'allowed';
  } catch (failure) {
    const message = (failure as Error).message;
    // Nothing but a verdict of the server counts: a connection that failed proves nothing.
    if (/timed out|no connection|closed|ECONN/i.test(message)) {
      throw failure;
    }
    // DEBUG is refused to everybody before permissions are looked at.
    return /^NOPERM|^ERR DEBUG command not allowed/.test(message) ? 'NOPERM' : 'allowed';
  }
}

async function expectEach(link: RedisLink, commands: string[], expected: string): Promise<void> {
  for (const command of commands) {
    expect([command, await outcome(link, command)]).toEqual([command, expected]);
  }
}

const DESTRUCTIVE = ['FLUSHALL', 'FLUSHDB', 'SHUTDOWN NOSAVE', 'DEBUG SLEEP 0', 'ACL LIST', 'ACL SETUSER x on', 'REPLICAOF NO ONE',
  'SLAVEOF NO ONE', 'CONFIG REWRITE', 'CONFIG RESETSTAT', 'CLUSTER RESET', 'MODULE LIST', 'SAVE', 'BGSAVE', 'BGREWRITEAOF',
  'FAILOVER ABORT', 'MIGRATE 127.0.0.1 1 key 0 1', 'SWAPDB 0 1', 'MONITOR'];
const KEYS = ['GET key', 'SET key value', 'DEL key', 'DUMP key', 'SCAN 0', 'KEYS *', 'RANDOMKEY'];

/** Destructive for everybody but those whose work a command is. */
const without = (...allowed: string[]): string[] =>
  DESTRUCTIVE.filter((command) => !allowed.some((word) => command.startsWith(word)));

describe('least privilege on a real data server', () => {
  test('an application publishes and subscribes, but not where Sentinels tell each other who is primary', async () => {
    await expectEach(bench.link('app'), ['PUBLISH orders hello', 'PUBLISH __keyevent@0__:set key'], 'allowed');
    await expectEach(bench.link('app'), ['PUBLISH __sentinel__:hello forged', 'SPUBLISH __sentinel__:hello forged',
      'SUBSCRIBE __sentinel__:hello'], 'NOPERM');
    for (const user of ['backup', 'monitor', 'replication', 'agent']) {
      await expectEach(bench.link(user), ['PUBLISH __sentinel__:hello forged'], 'NOPERM');
    }
  });

  test('the default user can do nothing, not even say hello', async () => {
    const anonymous = bench.link('default');
    await expect(anonymous.call('PING')).rejects.toThrow('WRONGPASS');
  });

  test.each<[string, string[], string[]]>([
    ['app',
      ['GET key', 'SET key value', 'INCR n', 'SCAN 0', 'PUBLISH c m', 'MULTI', 'DISCARD', 'EVAL return(1) 0', 'WAIT 0 1', 'INFO', 'ROLE',
        'CLIENT SETNAME x', 'SELECT 1', 'SELECT 0', 'COMMAND COUNT'],
      [...DESTRUCTIVE, 'CONFIG GET masterauth', 'CONFIG SET maxmemory 1', 'CLIENT KILL TYPE normal', 'CLIENT PAUSE 1', 'CLIENT LIST',
        'PSYNC ? -1', 'SYNC', 'REPLCONF listening-port 1', 'SLOWLOG GET', 'RESTORE k 0 x']],
    ['replication', ['REPLCONF listening-port 1', 'PING'],
      [...DESTRUCTIVE, ...KEYS, 'CONFIG GET masterauth', 'CONFIG SET maxmemory 1', 'INFO', 'CLIENT KILL TYPE normal', 'CLIENT LIST', 'PUBLISH c m',
        'EVAL return(1) 0']],
    ['sentinel', ['PING', 'INFO', 'ROLE', 'PUBLISH __sentinel__:hello x', 'CLIENT SETNAME x', 'CONFIG REWRITE', 'MULTI', 'EXEC'],
      [...without('SLAVEOF', 'CONFIG REWRITE'), ...KEYS, 'CONFIG GET masterauth', 'CONFIG SET maxmemory 1', 'PSYNC ? -1', 'PUBLISH other x', 'EVAL return(1) 0',
        'REPLICAOF NO ONE']],
    ['agent', ['PING', 'INFO', 'CONFIG GET min-replicas-to-write', 'CONFIG SET replica-priority 100', 'CLIENT UNPAUSE', 'ROLE'],
      [...without('REPLICAOF'), ...KEYS, 'PSYNC ? -1', 'EVAL return(1) 0', 'PUBLISH c m', 'CLIENT LIST']],
    ['backup', ['PING', 'INFO', 'ROLE', 'REPLCONF listening-port 1', 'FUNCTION DUMP', 'ACL LIST'],
      [...without('ACL LIST'), ...KEYS, 'CONFIG GET masterauth', 'CONFIG SET maxmemory 1', 'CLIENT KILL TYPE normal', 'FUNCTION FLUSH', 'EVAL return(1) 0']],
    ['monitor', ['PING', 'INFO', 'ROLE', 'DBSIZE', 'SLOWLOG GET', 'SLOWLOG LEN', 'LATENCY LATEST', 'CLIENT LIST', 'MEMORY STATS', 'LASTSAVE'],
      [...DESTRUCTIVE, ...KEYS, 'CONFIG GET masterauth', 'CONFIG SET maxmemory 1', 'CLIENT KILL TYPE normal', 'CLIENT PAUSE 1', 'PSYNC ? -1',
        'REPLCONF listening-port 1', 'EVAL return(1) 0',
        'SLOWLOG RESET', 'PUBLISH c m']],
  ])('%s', async (user, may, mayNot) => {
    const link = bench.link(user);
    await expectEach(link, may, 'allowed');
    await expectEach(link, mayNot, 'NOPERM');
  });

  test('a script does not lift what its caller may not do', async () => {
    await expect(bench.link('app').call('EVAL', "return redis.call('flushall')", 0)).rejects.toThrow(/can't run this command|ACL failure/i);
  });
});

describe('least privilege on a real Sentinel', () => {
  const on = (user: string): RedisLink => bench.link(user, bench.address(1), PLAN.ports.sentinel);
  const master = PLAN.topology.masterName;
  const changing = [`SENTINEL FAILOVER ${master}`, `SENTINEL SET ${master} quorum 1`, `SENTINEL REMOVE ${master}`, `SENTINEL RESET ${master}`,
    'SENTINEL MONITOR other 127.0.0.1 1 1', 'SENTINEL CONFIG GET *', 'SENTINEL DEBUG', `SENTINEL FLUSHCONFIG`, 'SENTINEL SIMULATE-FAILURE help',
    'SHUTDOWN', 'ACL LIST', 'CLIENT KILL TYPE normal'];

  test('nobody gets in without a password', async () => {
    await expect(on('default').call('PING')).rejects.toThrow('WRONGPASS');
    await expect(on('replication').call('PING')).rejects.toThrow('WRONGPASS');
  });

  test.each<[string, string[], string[]]>([
    ['app', [`SENTINEL GET-MASTER-ADDR-BY-NAME ${master}`, `SENTINEL SENTINELS ${master}`, `SENTINEL REPLICAS ${master}`, 'PING', 'INFO'],
      [...changing, `SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 0 *`, 'PUBLISH c m']],
    ['sentinel', ['SENTINEL IS-MASTER-DOWN-BY-ADDR 127.0.0.1 1 0 *', 'PUBLISH __sentinel__:hello x', 'PING'],
      [...changing, `SENTINEL MASTER ${master}`]],
    ['monitor', ['SENTINEL MASTERS', `SENTINEL CKQUORUM ${master}`, 'PING', 'INFO'], [...changing, 'PUBLISH c m']],
    ['agent', [`SENTINEL MASTER ${master}`, 'SENTINEL DEBUG', `SENTINEL SET ${master} quorum ${PLAN.topology.quorum}`],
      ['SHUTDOWN', 'ACL LIST', 'PUBLISH c m', 'CLIENT KILL TYPE normal']],
  ])('%s', async (user, may, mayNot) => {
    const link = on(user);
    await expectEach(link, may, 'allowed');
    await expectEach(link, mayNot, 'NOPERM');
  });
});
