import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Results } from '../../../bench/backup/summary';

const directory = mkdtempSync(join(tmpdir(), 'bench-backup-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function bench(...words: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/backup/main.ts', ...words], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

test('a small run of all methods: figures of each, and the script alone does not notice that its snapshot was killed', () => {
  const { code, said } = bench('--bytes', '20m', '--times', '1', '--rate', '200', '--directory', directory, '--out', join(directory, 'out'));
  // Whether goals are met with so little is left to the machine; that something went wrong is not.
  expect({ said, went: code === 0 || code === 1 }).toEqual({ said, went: true });
  const results = JSON.parse(readFileSync(join(directory, 'out', 'results.json'), 'utf8')) as Results;
  const methods = ['seed', 'raw', 'raw-null', 'ours-none', 'ours-gzip'];
  expect(results.runs.map(({ method }) => method)).toEqual(methods);
  for (const { method, seconds, stored, writes, peakMemory, serversWrote, toolWrote } of results.runs) {
    expect(seconds).toBeGreaterThan(0.1);
    expect(writes).toBeGreaterThan(10);
    expect(stored > 1e6).toBe(method !== 'raw-null');
    expect(Object.keys(peakMemory).some((name) => name.startsWith('tool/'))).toBe(true);
    // Only the script has a server write its data to the disk; everybody but who throws it away writes the store.
    expect(serversWrote > 15e6).toBe(method === 'seed');
    expect(toolWrote > 1e6).toBe(method !== 'raw-null');
  }
  const killed = Object.fromEntries(results.killed.map((one) => [one.method, one]));
  expect(killed['seed']).toMatchObject({ detected: false, exitCode: 0, leftBehind: ['bucket/dump-202611221502.rdb.gz'] });
  for (const method of ['ours-none', 'ours-gzip']) {
    expect(killed[method]).toMatchObject({ detected: true, leftBehind: [] });
  }
}, 120_000);
