// `npm test`: sets up what is missing, runs one suite of jest and ends with a line that people and CI can read.
// Usage: node scripts/test.mjs [--suite unit|long|nodes|local-aws] [jest arguments]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setupOrExit } from './setup.mjs';

const root = path.join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const suite = args[0] === '--suite' ? args.splice(0, 2)[1] : 'unit';

setupOrExit();
const scratch = mkdtempSync(path.join(tmpdir(), 'redis-ha-test-'));
const report = path.join(scratch, 'report.json');
let status = 1;
try {
  const jest = [path.join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args];
  // With --json and a file, jest still repeats the whole report on stdout; people read stderr.
  const run = spawnSync(process.execPath, jest, {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, REDIS_HA_SUITE: suite },
  });
  const result = JSON.parse(readFileSync(report, 'utf8'));
  // A file that could not even be loaded has no failed test to count.
  const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
  status = run.status === 0 && failed === 0 ? 0 : 1;
  if (result.numPendingTests) {
    console.log(`${result.numPendingTests} skipped`);
  }
  console.log(`${result.numPassedTests} passed, ${status ? Math.max(failed, 1) : 0} failed`);
} catch (error) {
  console.error(`test: jest left no report: ${error.message}`);
  console.log('0 passed, 1 failed');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = status;
