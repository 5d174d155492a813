import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Deployment } from '../../../../lib/agent/deployment';
import { formingMemory } from '../../../../lib/agent/memory';
import { readRestoring } from '../../../../lib/agent/observe/read-restoring';
import { writeSeedStatus } from '../../../../lib/agent/seed-status';
import { layoutOf, type NodeConfig } from '../../../../lib/config';
import { memory } from '../situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-restoring-'));
const config = { dataDir: join(folder, 'data'), runDir: join(folder, 'run') } as NodeConfig;
const restore = { store: 's', deployment: 'cache', backup: 'b' };
const parts = { config, deployment: { bindings: { restore } } as Deployment };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('only for a deployment that begins with a backup, and until it has been formed', async () => {
  expect(await readRestoring({ config, deployment: { bindings: {} } as Deployment }, true, undefined, true)).toBeUndefined();
  expect(await readRestoring(parts, true, memory(), true)).toBeUndefined();
  expect(await readRestoring(parts, true, undefined, true)).toEqual({ backup: 'b' });
  expect(await readRestoring(parts, true, formingMemory('id'), true)).toEqual({ backup: 'b' });
});

test('what the data comes from, with all databases counted together; what cannot be understood says nothing', async () => {
  mkdirSync(layoutOf(config).redisDir, { recursive: true });
  const file = join(layoutOf(config).redisDir, 'restored.json');
  const said = { deployment: 'cache', id: 'b', shard: 2, shards: 3, functions: [] };
  writeFileSync(file, JSON.stringify({ ...said, keys: { 0: 4, 3: 2 } }));
  expect(await readRestoring(parts, true, undefined, true)).toEqual({ backup: 'b', seeded: { backup: 'b', shard: 2, shards: 3, keys: 6 } });
  writeFileSync(file, JSON.stringify(said));
  expect((await readRestoring(parts, true, undefined, true))!.seeded).toEqual({ backup: 'b', shard: 2, shards: 3 });
  writeFileSync(file, '{');
  expect((await readRestoring(parts, true, undefined, true))!.seeded).toBeUndefined();
});

test('how the seeding goes, while Redis is not up', async () => {
  const status = { state: 'seeding' as const, detail: 'x', at: Date.now() };
  await writeSeedStatus(config, status);
  expect((await readRestoring(parts, true, undefined, false))!.status).toEqual(status);
  expect((await readRestoring(parts, true, undefined, true))!.status).toBeUndefined();
});
