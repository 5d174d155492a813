import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EC2_PATHS, enabledUnits, redisCommand, systemdUnits, UNITS, type NodeConfig } from '../../../lib/config';
import { Engine, SentinelPlacement, Topology } from '../../../lib/model';
import { plan } from '../../../lib/plan';

const PLAN = plan({
  name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel({ placement: SentinelPlacement.OWN_NODES }),
  objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
});
const BESIDE = plan({
  name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 }, failureDomains: 3,
});

function config(node: string): NodeConfig {
  return {
    node, planFile: EC2_PATHS.plan, bindingsFile: EC2_PATHS.bindings, dataDir: EC2_PATHS.data, runDir: EC2_PATHS.run,
    platform: { kind: 'ec2', region: 'eu-central-1', secretIds: {}, coordinationTable: 't', pointerParameter: 'p' },
  };
}

const OPTIONS = { user: 'redis', nodeBinary: EC2_PATHS.node, agentFile: EC2_PATHS.agent, configFile: EC2_PATHS.nodeConfig };
const both = systemdUnits(BESIDE, config('node-1'), OPTIONS);

function setting(unit: string | undefined, key: string): string[] {
  return (unit ?? '').split('\n').filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1));
}

test('each role gets its units', () => {
  expect(Object.keys(both).sort()).toEqual(Object.values(UNITS).sort());
  expect(Object.keys(systemdUnits(PLAN, config('node-1'), OPTIONS)).sort()).toEqual([UNITS.agent, UNITS.caretaker, UNITS.redis].sort());
  expect(Object.keys(systemdUnits(PLAN, config('sentinel-1'), OPTIONS)).sort())
    .toEqual([UNITS.agent, UNITS.caretaker, UNITS.sentinel, UNITS.sentinelPath].sort());
});

test('R1: Redis starts as nobody\'s replica, after prepare has rendered its files', () => {
  expect(setting(both[UNITS.redis], 'ExecStart')).toEqual([`/usr/bin/${redisCommand(BESIDE, config('node-1')).join(' ')}`]);
  expect(setting(both[UNITS.redis], 'ExecStartPre')).toEqual([`${EC2_PATHS.node} ${EC2_PATHS.agent} prepare --config ${EC2_PATHS.nodeConfig}`]);
});

describe('a deployment that begins with a backup', () => {
  const seeded = (node: string): string[] =>
    setting(systemdUnits(BESIDE, config(node), { ...OPTIONS, seedFile: EC2_PATHS.seed })[UNITS.redis], 'ExecStart');

  test('the node that leads is seeded before its server, in the server\'s own unit: however long it takes, nothing waits for it', () => {
    expect(seeded('node-1')).toEqual([`/bin/sh -c "${EC2_PATHS.node} ${EC2_PATHS.seed} --config ${EC2_PATHS.nodeConfig} `
      + `&& exec /usr/bin/${redisCommand(BESIDE, config('node-1')).join(' ')}"`]);
  });

  test('the others start as always', () => {
    expect(seeded('node-2')).toEqual(setting(systemdUnits(BESIDE, config('node-2'), OPTIONS)[UNITS.redis], 'ExecStart'));
  });
});

test('a restart does not hide a death from the Sentinels: RestartSec is the plan\'s delay', () => {
  expect(setting(both[UNITS.redis], 'Restart')).toEqual(['always']);
  expect(setting(both[UNITS.redis], 'RestartSec')).toEqual([`${BESIDE.settings.restartDelaySeconds * 1000}ms`]);
  expect(setting(both[UNITS.redis], 'StartLimitIntervalSec')).toEqual(['0']);
});

test('R10: Sentinel starts when the agent has written its file, never before', () => {
  const file = '/var/lib/redis-ha/sentinel/sentinel.conf';
  expect(setting(both[UNITS.sentinelPath], 'PathExists')).toEqual([file]);
  expect(setting(both[UNITS.sentinel], 'ConditionPathExists')).toEqual([file]);
  expect(both[UNITS.sentinel]).not.toContain('[Install]');
  expect(enabledUnits(both)).toEqual([UNITS.redis, UNITS.sentinelPath, UNITS.agent, UNITS.caretaker]);
});

test('R9: the agent is stopped first, with time for its handover', () => {
  const [after] = setting(both[UNITS.agent], 'After');
  expect(after!.split(' ')).toEqual(expect.arrayContaining([UNITS.redis, UNITS.sentinel]));
  expect(setting(both[UNITS.agent], 'TimeoutStopSec')).toEqual([String(BESIDE.settings.stopTimeoutSeconds)]);
});

test('nothing runs without its data volume', () => {
  for (const name of [UNITS.redis, UNITS.sentinel, UNITS.agent]) {
    expect(setting(both[name], 'RequiresMountsFor')).toEqual([EC2_PATHS.data]);
  }
});

test.each([UNITS.redis, UNITS.sentinel, UNITS.agent])('%s is hardened and may write its data only', (name) => {
  const unit = both[name];
  const expected = {
    User: 'redis', NoNewPrivileges: 'yes', ProtectSystem: 'strict', ProtectHome: 'yes', PrivateTmp: 'yes', CapabilityBoundingSet: '',
    ReadWritePaths: EC2_PATHS.data, RestrictNamespaces: 'yes', SystemCallFilter: '@system-service @pkey', SystemCallErrorNumber: 'EPERM',
  };
  expect(Object.fromEntries(Object.keys(expected).map((key) => [key, setting(unit, key).join()]))).toEqual(expected);
});

test('no unit holds a secret or a peer', () => {
  expect(Object.values(both).join()).not.toMatch(/password|node-2|node-3/i);
});

test('a node the plan does not know', () => {
  expect(() => systemdUnits(BESIDE, config('node-9'), OPTIONS)).toThrow(/node: "node-9" is not in the plan of orders; use one of node-1, node-2, node-3/);
});

const analyze = spawnSync('systemd-analyze', ['--version']).status === 0;
const seeding = { ...both, ...systemdUnits(BESIDE, config('node-1'), { ...OPTIONS, seedFile: EC2_PATHS.seed }) };
(analyze ? test : test.skip).each([['', both], [', with a backup to begin with', seeding]])('systemd understands every line%s', (_, units) => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-units-'));
  try {
    for (const [name, text] of Object.entries(units)) {
      // Programs that are here on any machine: only the grammar is judged.
      writeFileSync(join(folder, name), text.replace(/^(Exec\w+)=\S+/gm, '$1=/bin/true').replace(/^User=.*|^Group=.*/gm, ''));
    }
    const run = spawnSync('systemd-analyze', ['verify', '--man=no', ...Object.keys(units).map((name) => join(folder, name))], { encoding: 'utf8' });
    const about = run.stderr.split('\n').filter((line) => line.includes('redis-ha'));
    expect(about).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
