import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { discardOrphanedClusterConf } from '../../../lib/agent/discard-orphaned';
import { layoutOf, type NodeConfig } from '../../../lib/config';
import { memory } from './situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-orphaned-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

function node(keys: number, files: string[]): NodeConfig {
  count += 1;
  const config: NodeConfig = {
    node: 'shard-1-1', planFile: '', bindingsFile: '', dataDir: join(folder, String(count)), runDir: join(folder, 'run'),
    platform: { kind: 'file', secretsDir: '', outsideDir: '' },
  };
  const { redisDir, clusterConf, memoryFile } = layoutOf(config);
  mkdirSync(join(redisDir, 'appendonlydir'), { recursive: true });
  mkdirSync(dirname(memoryFile), { recursive: true });
  writeFileSync(clusterConf, 'id 10.0.0.1:6379@16379 myself,master - 0 0 1 connected 0-5460\n');
  files.forEach((file) => writeFileSync(join(redisDir, 'appendonlydir', file), ''));
  writeFileSync(memoryFile, JSON.stringify(memory({ keys })));
  return config;
}

test('R11: nodes.conf goes when the keys it had are gone', async () => {
  const config = node(5, []);
  expect(await discardOrphanedClusterConf(config)).toBe(true);
  expect(existsSync(layoutOf(config).clusterConf)).toBe(false);
});

test('it stays beside its data, and where there never was any', async () => {
  for (const config of [node(5, ['appendonly.aof.1.base.rdb']), node(0, [])]) {
    expect(await discardOrphanedClusterConf(config)).toBe(false);
    expect(existsSync(layoutOf(config).clusterConf)).toBe(true);
  }
});

test('without one there is nothing to discard', async () => {
  const config = node(5, []);
  rmSync(layoutOf(config).clusterConf);
  expect(await discardOrphanedClusterConf(config)).toBe(false);
});

test('R11: without a memory, too, it goes when no append-only file is left, and stays beside one', async () => {
  for (const [files, gone] of [[[], true], [['appendonly.aof.1.base.rdb'], false]] as const) {
    const config = node(5, [...files]);
    rmSync(layoutOf(config).memoryFile);
    expect(await discardOrphanedClusterConf(config)).toBe(gone);
    expect(existsSync(layoutOf(config).clusterConf)).toBe(!gone);
  }
});
