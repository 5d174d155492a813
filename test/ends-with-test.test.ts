import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { until } from '../lib/drill/clock';

const PARENT = `
const { spawn } = require('node:child_process');
const { endsWithTest } = require('./test/ends-with-test.ts');
process.stdout.write(String(spawn(...endsWithTest('sleep', ['60']), { stdio: 'ignore' }).pid));
setInterval(() => undefined, 1000);
`;

test('what a test has started is gone when its process is killed', async () => {
  const parent = spawn(process.execPath, ['--import', 'tsx', '-e', PARENT], { cwd: `${__dirname}/..`, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [text] = await once(parent.stdout, 'data') as [Buffer];
    const child = Number(text.toString());
    expect(alive(child)).toBe(true);
    parent.kill('SIGKILL');
    expect(await until(async () => !alive(child), 5000, 20)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
}, 20_000);

function alive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
