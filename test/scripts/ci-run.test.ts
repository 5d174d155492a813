import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');

describe('.ci/run', () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'ci-run-test-'));
  });
  afterEach(() => rmSync(bin, { recursive: true, force: true }));

  /** Runs it with an npm that does what `cases` say and otherwise succeeds silently. */
  function run(cases: string) {
    writeFileSync(path.join(bin, 'npm'), `#!/bin/sh\ncase "$*" in\n${cases}\nesac\n`);
    chmodSync(path.join(bin, 'npm'), 0o755);
    const { status, stdout } = spawnSync(path.join(root, '.ci/run'), {
      encoding: 'utf8', env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` },
    });
    return { status, lines: stdout.trim().split('\n') };
  }

  test('sums the tests of its steps; a step without tests counts as one', () => {
    const { status, lines } = run('test) echo "40 passed, 0 failed";; *test:long*) echo "2 passed, 0 failed";;');
    const steps = lines.filter((line) => /exit code/.test(line)).length;
    expect(status).toBe(0);
    expect(lines.at(-1)).toBe(`${40 + 2 + steps - 2} passed, 0 failed`);
  });

  test('goes on after a failed step, names it and fails', () => {
    const { status, lines } = run('test) echo "40 passed, 3 failed"; exit 1;; *lint*) exit 1;;');
    expect(status).toBe(1);
    expect(lines.slice(-2)[0]).toBe('failed steps: lint test');
    expect(lines.at(-1)).toMatch(/^\d+ passed, 4 failed$/);
    expect(lines.join('\n')).toMatch(/== nodes: 1 passed/);
  });

  test('engines that cannot be had fail nothing and are no step', () => {
    const { status, lines } = run('*engines*) exit 3;;');
    expect(status).toBe(0);
    expect(lines).toContain('engines: not all could be had; drills of the others are skipped');
    expect(lines.join('\n')).not.toMatch(/== engines/);
  });

  test('a step that dies after saying that all passed is a failure', () => {
    const { status, lines } = run('test) echo "40 passed, 0 failed"; exit 7;;');
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(/ 1 failed$/);
  });

  test('without an installation nothing else is tried', () => {
    const { status, lines } = run('ci*) exit 1;;');
    expect({ status, last: lines.at(-1) }).toEqual({ status: 1, last: '0 passed, 1 failed' });
  });
});
