// `npm test`: sets up what is missing, runs one suite of jest and ends with a line that people and CI can read.
// Usage: node scripts/test.mjs [--suite unit|long|nodes|local-aws] [jest arguments]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setupOrExit } from './setup.mjs';

/** More failed files than this are no coincidence. */
const SECOND_TRIES = 4;

const root = path.join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const suite = args[0] === '--suite' ? args.splice(0, 2)[1] : 'unit';

setupOrExit();
const scratch = mkdtempSync(path.join(tmpdir(), 'redis-ha-test-'));
// Whatever tests leave behind goes with it. Machines and clusters keep what they built where they are looked for again.
const env = { ...process.env, REDIS_HA_SUITE: suite };
if (['unit', 'long', 'soak'].includes(suite)) {
  env.TMPDIR = path.join(scratch, 'tmp');
  mkdirSync(env.TMPDIR);
}

/** Runs jest and returns what it reports, with its exit code. */
function jest(report, extra) {
  const file = path.join(scratch, report);
  const argv = [path.join(root, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${file}`, ...extra];
  // With --json and a file, jest still repeats the whole report on stdout; people read stderr.
  const { status } = spawnSync(process.execPath, argv, {
    cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env,
  });
  return { ...JSON.parse(readFileSync(file, 'utf8')), status };
}

// A file that could not even be loaded has no failed test to count.
const failuresOf = (result) => result.numFailedTests + result.numRuntimeErrorTestSuites;
const passedIn = (file) => file.assertionResults.filter(({ status }) => status === 'passed').length;

let code = 1;
try {
  const first = jest('first.json', args);
  let passed = first.numPassedTests;
  let failed = failuresOf(first);
  let status = first.status;
  const again = first.testResults.filter((file) => file.status === 'failed');
  // Real processes on a busy machine miss a deadline now and then. In CI the few files that failed get one more run, alone, and
  // the output says which; what is broken fails twice.
  if (process.env.CI && again.length > 0 && again.length <= SECOND_TRIES) {
    const files = again.map(({ name }) => name);
    console.log(`failed, and run once more by themselves: ${files.map((file) => path.relative(root, file)).join(', ')}`);
    const withoutPattern = args.filter((arg, index) => arg.startsWith('-') || args[index - 1]?.startsWith('-'));
    const second = jest('second.json', [...withoutPattern, '--runInBand', '--runTestsByPath', ...files]);
    passed += second.numPassedTests - again.reduce((sum, file) => sum + passedIn(file), 0);
    failed = failuresOf(second);
    status = second.status;
  }
  code = status === 0 && failed === 0 ? 0 : 1;
  if (first.numPendingTests) {
    console.log(`${first.numPendingTests} skipped`);
  }
  console.log(`${passed} passed, ${code ? Math.max(failed, 1) : 0} failed`);
} catch (error) {
  console.error(`test: jest left no report: ${error.message}`);
  console.log('0 passed, 1 failed');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exitCode = code;
