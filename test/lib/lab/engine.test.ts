import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ENGINES_VARIABLE, findEngine, inFolder, programFolder } from '../../../lib/lab/engine';
import { Engine } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { withoutPrograms } from './without-programs';

const of = (engine: Engine): DeploymentPlan => plan(demoSpec({ engine }));
const before = { path: process.env.PATH, cwd: process.cwd() };
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'redis-ha-engine-')));
});
afterEach(() => {
  delete process.env[ENGINES_VARIABLE];
  process.env.PATH = before.path;
  process.chdir(before.cwd);
  rmSync(folder, { recursive: true, force: true });
});

/** Programs that know nothing but their version. */
function put(binDir: string, programs: string[], body: string): void {
  mkdirSync(binDir, { recursive: true });
  for (const program of programs) {
    writeFileSync(join(binDir, program), `#!/bin/sh\n${body}\n`);
    chmodSync(join(binDir, program), 0o755);
  }
}

const saysVersion = (version: string): string => `echo "Some server v=${version} sha=00000000:0"`;

test('says what runs, and that it is not what the plan names', async () => {
  const found = await findEngine(of(Engine.REDIS_7_0));
  expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(found.deviation === '').toBe(found.version.startsWith('7.0.'));
  // No Debian release has had it, so nobody's .engines has it either.
  const other = await findEngine(of(Engine.REDIS_7_2));
  expect(other.deviation).toMatch(/the plan names redis-7.2; this machine has redis \d/);
});

test('programs that are not there: what to install', () => {
  const output = withoutPrograms(`
    import { findEngine } from './lib/lab/engine';
    import { Engine, Topology } from './lib/model';
    import { plan } from './lib/plan';
    for (const engine of [Engine.REDIS_7_2, Engine.VALKEY_9_0]) {
      const made = plan({ name: 'x', engine, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3 });
      findEngine(made).catch((failure: Error) => console.log(failure.message));
    }
  `);
  expect(output).toContain('redis-server is not on this machine: apt-get install redis-server redis-sentinel (or `npm run setup`)\n');
  expect(output).toContain('valkey-server is not on this machine: apt-get install valkey-server valkey-sentinel\n');
});

test('the folder that the environment names comes first, for the very engine it holds', async () => {
  process.env[ENGINES_VARIABLE] = folder;
  const binDir = join(folder, 'valkey-8.1', 'bin');
  put(binDir, ['valkey-server', 'valkey-sentinel'], saysVersion('8.1.77'));
  expect(await findEngine(of(Engine.VALKEY_8_1))).toEqual({ version: '8.1.77', deviation: '', binDir });
  process.env.PATH = join(folder, 'nothing');
  expect(programFolder(Engine.VALKEY_9_0)).toBeUndefined();
});

test('.engines of the current directory is looked in, and before PATH', async () => {
  const binDir = join(folder, '.engines', 'redis-7.2', 'bin');
  put(binDir, ['redis-server', 'redis-sentinel'], saysVersion('7.2.6'));
  process.chdir(folder);
  expect(await findEngine(of(Engine.REDIS_7_2))).toEqual({ version: '7.2.6', deviation: '', binDir });
});

test('in PATH any version of the family will do', async () => {
  const binDir = join(folder, 'bin');
  put(binDir, ['redis-server', 'redis-sentinel'], saysVersion('6.9.1'));
  process.env.PATH = [join(folder, 'missing'), binDir, before.path].join(delimiter);
  const found = await findEngine(of(Engine.REDIS_7_2));
  expect(found).toMatchObject({ version: '6.9.1', binDir });
  expect(found.deviation).toBe('the plan names redis-7.2; this machine has redis 6.9.1, which is what runs here');
});

test('a server without its Sentinel is not half an engine', async () => {
  process.env[ENGINES_VARIABLE] = folder;
  put(join(folder, 'redis-7.2', 'bin'), ['redis-server'], saysVersion('7.2.6'));
  await expect(findEngine(of(Engine.REDIS_7_2))).rejects.toThrow('redis-sentinel is not on this machine: apt-get install');
});

test('programs that do not run are not passed over in silence', async () => {
  process.env[ENGINES_VARIABLE] = folder;
  const binDir = join(folder, 'redis-7.2', 'bin');
  put(binDir, ['redis-server', 'redis-sentinel'], 'echo "no loader" >&2; exit 127');
  await expect(findEngine(of(Engine.REDIS_7_2))).rejects.toThrow(new RegExp(`${binDir}/redis-server does not run here: .*no loader`, 's'));
});

test('a command is run from the engine\'s folder with its words as they are', () => {
  expect(inFolder('/opt/redis/bin', ['redis-server', 'a b', '--port', '1'])).toEqual(['/opt/redis/bin/redis-server', 'a b', '--port', '1']);
});
