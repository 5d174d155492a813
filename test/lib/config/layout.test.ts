import { layoutOf, type NodeConfig } from '../../../lib/config';

const config: NodeConfig = {
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: '/data', runDir: '/run/it',
  platform: { kind: 'file', secretsDir: '', outsideDir: '' },
};

test('what must survive a reboot is on the data volume, what is rendered at every start is not', () => {
  const { redisDir, clusterConf, sentinelConf, sentinelDir, memoryFile, ...rendered } = layoutOf(config);
  for (const kept of [redisDir, clusterConf, sentinelConf, sentinelDir, memoryFile]) {
    expect(kept).toMatch(/^\/data\//);
  }
  expect(Object.values(rendered)).toHaveLength(6);
  for (const file of Object.values(rendered)) {
    expect(file).toMatch(/^\/run\/it\//);
  }
});

test('no two files are one', () => {
  const all = Object.values(layoutOf(config));
  expect(new Set(all).size).toBe(all.length);
});
