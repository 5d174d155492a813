import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RegionFile } from '../../../../lib/agent/region/region-file';
import { FIRST, MOVING, PROMOTED } from './region-situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-region-file-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const open = (name: string, deployment = 'demo'): RegionFile => new RegionFile({
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(folder, name), runDir: '', platform: { kind: 'file', secretsDir: '', outsideDir: '' },
}, deployment);

test('R14: a node without one remembers nothing; what is saved reads back', async () => {
  expect(await open('a').load()).toBeUndefined();
  await open('a').save(MOVING);
  expect(await open('a').load()).toEqual(MOVING);
});

test('R14: of records saved at once the highest stays, and an older one never replaces it', async () => {
  const file = open('b');
  await Promise.all([file.save(FIRST), file.save(PROMOTED), file.save(MOVING)]);
  expect(await open('b').load()).toEqual(PROMOTED);
  const again = open('b');
  await again.load();
  await again.save(MOVING);
  expect(JSON.parse(readFileSync(join(folder, 'b', 'agent', 'region.json'), 'utf8'))).toEqual(PROMOTED);
});

test('R14: the file of another deployment is not believed', async () => {
  await open('c').save(FIRST);
  await expect(open('c', 'other').load()).rejects.toThrow('region.json is damaged');
});
