import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'bench-backup-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function bench(...words: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'bench/backup/main.ts', ...words], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
}

test.each([
  [['--bytes', 'much'], '--bytes: got "much"; use for example 100m or 1g'],
  [['--times', '0'], '--times: got "0"'],
  [['--only', 'rsync'], 'no method rsync; use some of seed,raw,raw-null,ours-none,ours-gzip'],
])('%j is refused before a server starts', (words, message) => {
  const { code, said } = bench(...words, '--directory', directory, '--out', join(directory, 'out'));
  expect(said).toContain(message);
  expect(said).not.toContain('two servers');
  expect(code).toBe(2);
}, 60_000);
