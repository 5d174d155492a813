import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { labDirectory, runningLab } from '../../../bin/commands/lab-state';
import { plan } from '../../../lib/plan';
import { withOverrides } from '../../lib/plan/specs';
import { demo, folder } from './invoked';
import { processesOf } from './processes-of';

jest.setTimeout(240_000);

const files = folder();
const file = files.file('demo.redis-ha.json', demo);
const root = path.join(__dirname, '../../..');

function redisHa(...words: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/redis-ha.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
    // Jest's own copy of the environment, which says where labs are, reaches children only this way.
    env: process.env,
  });
  return { status, stdout, stderr };
}

afterAll(() => {
  redisHa('lab', 'down', file);
  files.remove();
});

test('a lab stays up between commands, doctor sees what is lost, down leaves nothing', () => {
  const up = redisHa('lab', 'up', file, '--proxy', '--json');
  expect([up.status, up.stderr]).toEqual([0, expect.stringContaining('starting 3 nodes of demo')]);
  const { nodes, proxies, topology } = JSON.parse(up.stdout);
  expect(topology.kind).toBe('sentinel');
  expect(nodes.map(({ role }: { role: string }) => role)).toEqual(['primary', 'replica', 'replica']);

  expect(redisHa('doctor', file)).toMatchObject({ status: 0, stdout: expect.stringContaining('is safe now') });
  expect(redisHa('lab', 'up', file)).toMatchObject({ status: 0, stderr: 'the lab of demo is already up\n' });
  const other = files.file('other.redis-ha.json', plan(withOverrides({ replTimeoutSeconds: 30 })));
  expect(redisHa('lab', 'up', other)).toMatchObject({ status: 2, stderr: expect.stringContaining('with another plan is already up') });

  const directory = labDirectory(demo);
  const secret = readFileSync(path.join(directory, 'secrets', 'agent'), 'utf8').trim();
  const info = spawnSync('redis-cli', ['-h', nodes[2].address, '--user', 'agent', 'info', 'server'],
    { encoding: 'utf8', env: { ...process.env, REDISCLI_AUTH: secret } });
  const redis = Number(/process_id:(\d+)/.exec(info.stdout)![1]);
  process.kill(redis, 'SIGSTOP');
  try {
    const { status, stdout } = redisHa('doctor', file, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      safe: false, primary: 'node-1', problems: expect.arrayContaining([expect.objectContaining({ id: 'node-unreachable', subject: 'node-3' })]),
    });
    expect(JSON.parse(stdout).losses.filter(({ safe }: { safe: boolean }) => !safe).map(({ name }: { name: string }) => name))
      .toEqual(['node-1', 'node-2', 'zone-1', 'zone-2']);
  } finally {
    process.kill(redis, 'SIGCONT');
  }

  expect(runningLab(directory)?.state).toBe('up');
  const [host, port] = proxies.primary.split(':');
  const through = spawnSync('redis-cli', ['-h', host, '-p', port, '--user', 'agent', 'role'],
    { encoding: 'utf8', env: { ...process.env, REDISCLI_AUTH: secret } });
  expect(through.stdout).toMatch(/^master/);

  // Other settings, live; then every node once, a lab that is asked again knows both.
  const rolled = redisHa('lab', 'rolling', file, '--to', other, '--json');
  expect([rolled.status, JSON.parse(rolled.stdout)]).toMatchObject([0, { live: ['settings.replTimeoutSeconds'], restarted: [] }]);
  const restarted = redisHa('lab', 'rolling', file);
  expect(restarted).toMatchObject({ status: 0, stdout: expect.stringContaining('3 nodes restarted') });
  expect(redisHa('lab', 'up', other)).toMatchObject({ status: 0, stderr: 'the lab of demo is already up\n' });
  expect(processesOf(directory).length).toBeGreaterThan(3);
  expect(redisHa('lab', 'down', file)).toMatchObject({ status: 0, stdout: 'the lab of demo is down\n' });
  expect(existsSync(directory)).toBe(false);
  expect(processesOf(directory)).toEqual([]);
  expect(redisHa('lab', 'status', file)).toMatchObject({ status: 1, stdout: 'the lab of demo is down\n' });
});
