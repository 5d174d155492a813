import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { endsWithTest } from '../../ends-with-test';
import { demo, folder } from './invoked';
import { processesOf } from './processes-of';

const files = folder();
afterAll(() => files.remove());
const file = files.file('demo.redis-ha.json', demo);

test('a drill that is ended by a signal takes its lab down first, and says that it was interrupted', async () => {
  const directory = path.join(path.dirname(file), 'lab');
  const [program, args] = endsWithTest(process.execPath,
    ['--import', 'tsx', 'bin/redis-ha.ts', 'drill', 'kill-primary', file, '--directory', directory]);
  const drill = spawn(program, args, { cwd: path.join(__dirname, '../../..'), stdio: ['ignore', 'ignore', 'pipe'], env: process.env });
  const ended = once(drill, 'exit');
  const said: string[] = [];
  for await (const line of createInterface({ input: drill.stderr })) {
    said.push(line);
    if (line.includes('load starts')) {
      expect(processesOf(directory).length).toBeGreaterThan(3);
      drill.kill('SIGTERM');
    }
  }
  expect(await ended).toEqual([130, null]);
  expect(said.slice(-2)).toEqual(['taking the lab down', 'redis-ha: interrupted (SIGTERM)']);
  expect(processesOf(directory)).toEqual([]);
  expect(existsSync(directory)).toBe(true);
}, 120_000);
