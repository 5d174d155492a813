import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { demo, folder } from './commands/invoked';

const files = folder();
afterAll(() => files.remove());
// Each spawn loads the sources anew, on a machine that may be busy with other tests.
jest.setTimeout(60_000);

const root = path.join(__dirname, '../..');

function spawned(words: string[], environment: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bin/redis-ha.ts', ...words], {
    cwd: root, encoding: 'utf8', env: environment,
  });
  return { status, stdout, stderr };
}

test('a result goes to standard output, exit code 0', () => {
  const { status, stdout, stderr } = spawned(['plan', '--json']);
  expect([status, stderr, JSON.parse(stdout).name]).toEqual([0, '', 'demo']);
});

test('bad input: one message on standard error, no stack trace, exit code 2', () => {
  expect(spawned(['plan', '--sentinels', '2'])).toEqual({
    status: 2, stdout: '',
    stderr: 'redis-ha: topology.sentinels: got 2: with fewer than 3 the loss of one Sentinel leaves no majority to elect a primary; use 3 (or 5)\n',
  });
});

test('findings with errors: exit code 1', () => {
  expect(spawned(['plan', '--rto', '1s']).status).toBe(1);
});

test('a machine without the programs: what to install, exit code 3, before anything starts', () => {
  const file = files.file('demo.redis-ha.json', demo);
  const { status, stdout, stderr } = spawned(['drill', 'kill-primary', file], { ...process.env, PATH: files.file('nothing') });
  expect([status, stdout]).toEqual([3, '']);
  expect(stderr).toMatch(/redis-ha: .*(apt-get install redis-server|npm run agent)/);
});

test('an unknown scenario: exit code 2 and the list', () => {
  const { status, stderr } = spawned(['drill', 'meteor', files.file('demo.redis-ha.json', demo)]);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/scenario: unknown scenario "meteor"; use one of kill-primary, /)]);
});
