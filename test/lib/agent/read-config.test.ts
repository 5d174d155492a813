import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../../lib/agent/read-config';

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
