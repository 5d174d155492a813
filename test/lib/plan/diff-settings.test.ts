import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { plan } from '../../../lib/plan';
import { SETTING_APPLICATION, settingChanges } from '../../../lib/plan/diff-settings';
import { endsWithTest } from '../../ends-with-test';
import { demoSpec, withOverrides } from './specs';

const demo = plan(demoSpec());

test('every setting says how it is applied', () => {
  expect(Object.keys(SETTING_APPLICATION).sort()).toEqual(Object.keys(demo.settings).sort());
});

test('a change names field, both values and the command', () => {
  expect(settingChanges(demo, plan(withOverrides({ minReplicasMaxLagSeconds: 3 })))).toEqual([{
    field: 'settings.minReplicasMaxLagSeconds', from: '4', to: '3', component: 'redis', how: 'live', by: 'CONFIG SET min-replicas-max-lag',
  }]);
});

test('users that come, go or change are reloaded, not restarted', () => {
  const after = {
    ...demo,
    users: [...demo.users.slice(2), { ...demo.users[0]!, redisRules: ['~*', '+get'] }, { name: 'reporting', redisRules: ['~*', '+get'], sentinelRules: [] }],
  };
  expect(settingChanges(demo, after).map(({ field, component, how }) => `${field} ${component} ${how}`))
    .toEqual(['users.app users live', 'users.reporting users live', 'users.replication users live']);
});

describe('the engine on this machine', () => {
  let directory: string;
  const running: ChildProcess[] = [];

  const freePort = (): Promise<number> => new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
  const cli = (port: number, ...words: string[]): string =>
    execFileSync('redis-cli', ['-h', '127.0.0.1', '-p', String(port), ...words], { encoding: 'utf8', stdio: 'pipe' }).trim();
  const start = async (command: string, port: number, lines: string[]): Promise<number> => {
    const file = path.join(directory, `${command}.conf`);
    writeFileSync(file, [`port ${port}`, 'bind 127.0.0.1', `dir ${directory}`, ...lines, ''].join('\n'));
    running.push(spawn(...endsWithTest(command, [file]), { stdio: 'ignore' }));
    for (let tries = 0; tries < 50; tries += 1) {
      try {
        if (cli(port, 'ping') === 'PONG') {
          return port;
        }
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => { setTimeout(resolve, 100); });
    }
    throw new Error(`${command} did not start`);
  };

  beforeAll(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'redis-ha-diff-'));
  });

  afterAll(() => {
    running.forEach((child) => child.kill('SIGKILL'));
    rmSync(directory, { recursive: true, force: true });
  });

  test('takes every value that is called live while it runs', async () => {
    const redis = await start('redis-server', await freePort(), ['save ""']);
    const sentinel = await start('redis-sentinel', await freePort(), [`sentinel monitor demo 127.0.0.1 ${redis} 1`]);
    const values: Record<string, string> = { appendfsync: 'always', save: '3600 1', 'maxmemory-policy': 'noeviction' };
    for (const { by, how } of Object.values(SETTING_APPLICATION)) {
      expect(how).toBe('live');
      const [, command, name] = /^(CONFIG SET|SENTINEL SET|SENTINEL DEBUG) ([\w-]+)/.exec(by) ?? [];
      if (command === 'CONFIG SET') {
        expect([name, cli(redis, 'config', 'set', name!, values[name!] ?? '2000000')]).toEqual([name, 'OK']);
      } else if (command === 'SENTINEL SET') {
        expect([name, cli(sentinel, 'sentinel', 'set', 'demo', name!, '5000')]).toEqual([name, 'OK']);
      } else if (command === 'SENTINEL DEBUG') {
        expect([name, cli(sentinel, 'sentinel', 'debug', name!.toLowerCase(), '1000')]).toEqual([name, 'OK']);
      }
    }
  }, 20_000);
});
