import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/**
 * Runs a piece of TypeScript on a machine that has no programs and returns what it prints. In a
 * process of its own: jest keeps its environment from what tests start.
 *
 * @param source whose imports begin with `./`, the root of this checkout
 */
export function withoutPrograms(source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'redis-ha-bare-'));
  const file = join(folder, 'script.ts');
  writeFileSync(file, source.replace(/from '\.\//g, `from '${ROOT}/`));
  try {
    return execFileSync(process.execPath, ['--import', 'tsx', file], { cwd: ROOT, env: { PATH: '/nonexistent' }, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
