import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabFiles } from '../../../lib/lab/lab-files';
import { canonicalJson, plan, type Bindings } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const deployment = plan(demoSpec());
const bindings: Bindings = {
  schemaVersion: 1, deployment: 'demo',
  addresses: Object.fromEntries(deployment.nodes.map(({ name }, at) => [name, `127.0.0.${at + 1}`])),
};
let root: string;
let files: LabFiles;

const text = (...parts: string[]): string => readFileSync(join(files.directory, ...parts), 'utf8');

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'lab-files-'));
  files = new LabFiles(join(root, 'lab'));
  await files.layOut();
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

test('is laid out as often as wanted, and nobody else reads the secrets', async () => {
  await files.layOut();
  expect(readdirSync(files.directory).sort()).toEqual(['logs', 'secrets']);
  expect(statSync(join(files.directory, 'secrets')).mode & 0o777).toBe(0o700);
  expect(files.logDir).toBe(join(files.directory, 'logs'));
});

test('every user has a password of its own, and those there are stay', async () => {
  const first = await files.writeSecrets(deployment, { app: 'given' });
  expect(Object.keys(first).sort()).toEqual(deployment.users.map(({ name }) => name).sort());
  expect(first.app).toBe('given');
  expect(existsSync(join(files.directory, 'secrets', 'app'))).toBe(false);
  expect(new Set(Object.values(first)).size).toBe(deployment.users.length);
  expect(text('secrets', 'agent')).toBe(`${first.agent}\n`);
  expect(first.agent!.length).toBeGreaterThanOrEqual(32);
  expect(statSync(join(files.directory, 'secrets', 'agent')).mode & 0o777).toBe(0o600);
  const written = text('secrets', 'agent');
  expect(await files.writeSecrets(deployment, first)).toEqual(first);
  expect(text('secrets', 'agent')).toBe(written);
});

test('plan and addresses are what was given, and no half of a file is ever left', async () => {
  await files.writePlan(deployment, bindings);
  expect(text('plan.json')).toBe(canonicalJson(deployment));
  expect(JSON.parse(text('bindings.json'))).toEqual(bindings);
  const moved = { ...bindings, addresses: { ...bindings.addresses, 'node-1': '127.0.0.9' } };
  await files.writeBindings(moved);
  expect(text('bindings.json')).toBe(canonicalJson(moved));
  expect(text('plan.json')).toBe(canonicalJson(deployment));
  expect(readdirSync(files.directory).filter((name) => name.endsWith('.new'))).toEqual([]);
});

test('each region has a store of markers of its own, and its nodes know the witness', async () => {
  const { config } = await files.writeNode('r2-node-1', 'region-2', 'http://127.0.0.1:9');
  expect(config.witness).toEqual({ url: 'http://127.0.0.1:9' });
  expect(config.platform).toMatchObject({ outsideDir: files.outsideDir('region-2') });
  expect(files.outsideDir('region-2')).not.toBe(files.outsideDir('region-1'));
  expect(existsSync(files.outsideDir('region-2'))).toBe(true);
});

test('a node has a folder of its own, which goes with it; the others and the rest stay', async () => {
  const { config, configFile } = await files.writeNode('node-1', 'region-1');
  await files.writeNode('node-2', 'region-1');
  expect(readFileSync(configFile, 'utf8')).toBe(canonicalJson(config));
  expect(config).toEqual({
    node: 'node-1', planFile: join(files.directory, 'plan.json'), bindingsFile: join(files.directory, 'bindings.json'),
    dataDir: join(files.directory, 'nodes', 'node-1', 'data'), runDir: join(files.directory, 'nodes', 'node-1', 'run'),
    platform: {
      kind: 'file', secretsDir: join(files.directory, 'secrets'), outsideDir: join(files.directory, 'outside'),
      certificatesDir: join(files.directory, 'certificates'),
    },
  });
  expect(existsSync(config.dataDir)).toBe(true);
  await files.removeNode('node-1');
  expect(readdirSync(join(files.directory, 'nodes'))).toEqual(['node-2']);
  await files.removeNode('node-1');
  await files.remove();
  expect(readdirSync(root)).toEqual([]);
});
