import { spawnSync } from 'node:child_process';
import { seededCommand } from '../../../lib/config';

const run = (seed: string[], server: string[]): { status: number | null; stdout: string } => {
  const [program, ...args] = seededCommand(seed, server);
  return spawnSync(program!, args, { encoding: 'utf8' });
};

test('first the seed, then the server, in one process', () => {
  const { status, stdout } = run(['/bin/sh', '-c', 'echo $PPID'], ['/bin/sh', '-c', 'echo $$']);
  expect(status).toBe(0);
  const [seedsParent, server] = stdout.trim().split('\n');
  expect(server).toBe(seedsParent);
});

test('a seed that fails is a server that ended', () => {
  expect(run(['/bin/sh', '-c', 'exit 3'], ['/bin/echo', 'started'])).toMatchObject({ status: 3, stdout: '' });
});

test('words stay words', () => {
  const odd = ['a b', 'it\'s', '$HOME', '"', ';', '--appendonly'];
  expect(run(['/bin/true'], ['/usr/bin/printf', '%s\\n', ...odd]).stdout).toBe(`${odd.join('\n')}\n`);
});
