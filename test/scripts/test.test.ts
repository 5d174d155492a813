import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const script = path.join(__dirname, '../../scripts/test.mjs');

describe('scripts/test.mjs', () => {
  let project: string;

  beforeEach(() => {
    project = mkdtempSync(path.join(tmpdir(), 'test-test-'));
  });
  afterEach(() => rmSync(project, { recursive: true, force: true }));

  /** Runs the script on a project of its own and returns its exit code and the lines it printed for people and CI. */
  function run(files: Record<string, string>, ...args: string[]) {
    return runWith('', files, ...args);
  }

  function runWith(ci: string, files: Record<string, string>, ...args: string[]) {
    for (const [file, code] of Object.entries(files)) {
      writeFileSync(path.join(project, file), code);
    }
    const config = JSON.stringify({ rootDir: project, testMatch: ['<rootDir>/*.test.js'], transform: {} });
    const { status, stdout } = spawnSync(process.execPath, [script, '--config', config, ...args], {
      encoding: 'utf8', env: { ...process.env, CI: ci },
    });
    return { status, lines: stdout.trim().split('\n') };
  }

  const PASSES = "test('a', () => {}); test('b', () => {}); test.skip('c', () => {});";

  test('ends with the counts', () => {
    expect(run({ 'a.test.js': PASSES })).toEqual({ status: 0, lines: ['1 skipped', '2 passed, 0 failed'] });
  });

  test('a failed test and a file that cannot be loaded both count', () => {
    const files = { 'a.test.js': PASSES, 'b.test.js': "test('d', () => { throw new Error('no'); });", 'c.test.js': "require('./nothing');" };
    expect(run(files)).toEqual({ status: 1, lines: ['1 skipped', '2 passed, 2 failed'] });
  });

  test('no test at all is a failure', () => {
    expect(run({})).toEqual({ status: 1, lines: ['0 passed, 1 failed'] });
  });

  test('arguments go to jest', () => {
    expect(run({ 'a.test.js': PASSES }, '-t', 'b').lines).toContain('1 passed, 0 failed');
  });

  test('what tests leave in the folder for temporary things is gone with them', () => {
    const leaves = "test('a', () => require('fs').writeFileSync(__filename + '.left', require('fs').mkdtempSync(require('os').tmpdir() + '/left-')));";
    expect(run({ 'a.test.js': leaves }).lines).toEqual(['1 passed, 0 failed']);
    const left = readFileSync(path.join(project, 'a.test.js.left'), 'utf8');
    expect(left).toContain('redis-ha-test-');
    expect(existsSync(left)).toBe(false);
  });

  const ONCE = `const fs = require('fs'); const seen = __filename + '.seen';
    test('d', () => {}); test('e', () => { if (!fs.existsSync(seen)) { fs.writeFileSync(seen, ''); throw new Error('busy'); } });`;

  test('in CI a file that failed is run once more, by itself, and named', () => {
    const { status, lines } = runWith('true', { 'a.test.js': PASSES, 'b.test.js': ONCE });
    expect({ status, last: lines.at(-1) }).toEqual({ status: 0, last: '4 passed, 0 failed' });
    expect(lines[0]).toMatch(/^failed, and run once more by themselves: .*b\.test\.js$/);
  });

  test('what is broken fails in CI too, and elsewhere nothing is run twice', () => {
    const broken = { 'a.test.js': PASSES, 'b.test.js': "test('d', () => { throw new Error('no'); });" };
    expect(runWith('true', broken)).toMatchObject({ status: 1, lines: expect.arrayContaining(['2 passed, 1 failed']) });
    expect(run({ 'b.test.js': ONCE })).toEqual({ status: 1, lines: ['1 skipped', '3 passed, 1 failed'] });
  });
});
