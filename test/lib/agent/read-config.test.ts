import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readNodeFile } from '../../../lib/agent/read-config';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'node.json');
const whole = { node: 'n', planFile: 'p', bindingsFile: 'b', dataDir: 'd', runDir: 'r', platform: { kind: 'file', secretsDir: 's', outsideDir: 'o' } };

test('reads node.json', async () => {
  writeFileSync(file, JSON.stringify(whole));
  expect(await readConfig(file)).toEqual(whole);
});

test.each(Object.keys(whole))('names the file and the field when "%s" is missing', async (key) => {
  writeFileSync(file, JSON.stringify({ ...whole, [key]: undefined }));
  await expect(readConfig(file)).rejects.toThrow(`${file}: "${key}" is missing`);
});

test('a file that is not there is an error that names it', async () => {
  await expect(readConfig(join(folder, 'none.json'))).rejects.toThrow('none.json');
});

describe('in a pod', () => {
  const pods = { 'node-1': 'demo-node-0', 'node-2': 'demo-node-1' };
  beforeEach(() => writeFileSync(file, JSON.stringify({ ...whole, node: '', platform: { kind: 'kubernetes', pods } })));

  test('its name says which node it is, and the downward API where and what', async () => {
    const environment = { REDIS_HA_POD: 'demo-node-1', REDIS_HA_REVISION: 'rev-7', REDIS_HA_ZONE: 'zone-a' };
    expect(await readConfig(file, environment)).toMatchObject({ node: 'node-2', pod: { revision: 'rev-7', domain: 'zone-a' } });
  });

  test('what the cluster does not know is absent, not empty', async () => {
    const { pod } = await readConfig(file, { REDIS_HA_POD: 'demo-node-0', REDIS_HA_REVISION: '', REDIS_HA_ZONE: '' });
    expect(pod).toEqual({});
  });

  test('a pod of nobody\'s and a pod without a name are errors that say what to do', async () => {
    await expect(readConfig(file, { REDIS_HA_POD: 'demo-node-2' })).rejects.toThrow('pod "demo-node-2" is no node of this deployment, which has demo-node-0');
    await expect(readConfig(file, { REDIS_HA_POD: '' })).rejects.toThrow('the variable REDIS_HA_POD is empty');
  });

  test('what runs beside no node reads the file alone', async () => {
    expect((await readNodeFile(file)).node).toBe('');
  });
});
