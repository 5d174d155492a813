import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const script = path.join(root, 'scripts/build-agent.mjs');
const bundle = path.join(root, 'dist/agent/redis-ha-agent.js');
const build = (...args: string[]) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });

describe('scripts/build-agent.mjs', () => {
  let scratch: string;

  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'build-agent-test-'));
  });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));

  test('bundles the agent within its budget and says its size', () => {
    const { status, stdout } = build();
    expect(status).toBe(0);
    const [, bytes] = /redis-ha-agent\.js (\d+) bytes \(budget 900000\)/.exec(stdout)!;
    expect(Number(bytes)).toBe(readFileSync(bundle).length);
    expect(Number(bytes)).toBeLessThanOrEqual(900_000);
  });

  test('the bundle runs with nothing beside it', () => {
    expect(build().status).toBe(0);
    const alone = path.join(scratch, 'agent.js');
    copyFileSync(bundle, alone);
    const { status, stderr } = spawnSync(process.execPath, [alone], { cwd: scratch, encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/usage: redis-ha-agent prepare\|run/);
  });

  test('over its budget it fails and leaves the bundle as it was', () => {
    expect(build().status).toBe(0);
    const before = readFileSync(bundle);
    const { pid, status, stderr } = build('--budget', '1000');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^agent: \d+ bytes, over the budget of 1000$/m);
    expect(readFileSync(bundle).equals(before)).toBe(true);
    expect(existsSync(`${bundle}.${pid}`)).toBe(false);
  });

  describe('without the development dependencies', () => {
    function elsewhere(...args: string[]) {
      mkdirSync(path.join(scratch, 'scripts'));
      copyFileSync(script, path.join(scratch, 'scripts/build-agent.mjs'));
      return spawnSync(process.execPath, [path.join(scratch, 'scripts/build-agent.mjs'), ...args], { encoding: 'utf8' });
    }

    test('it says so and fails', () => {
      expect(elsewhere()).toMatchObject({ status: 2, stderr: expect.stringMatching(/esbuild is not installed/) });
    });

    test('as part of npm ci it says so and lets the installation go on', () => {
      expect(elsewhere('--if-possible')).toMatchObject({ status: 0, stderr: expect.stringMatching(/esbuild is not installed/) });
    });
  });
});
