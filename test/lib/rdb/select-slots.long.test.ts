import { Engine } from '../../../lib/model';
import { filled, loaded, reshard } from './resharding';
import { checkRdb, installed } from './scratch-server';

// A node that is alone never knows for sure that it is not the minority.
const CLUSTER = ['--cluster-enabled', 'yes', '--cluster-allow-reads-when-down', 'yes', '--cluster-require-full-coverage', 'no'];

test.each([
  ['redis-7.0', 'LFU', ['--maxmemory-policy', 'allkeys-lfu']],
  ['redis-7.0', 'Cluster, not compressed', [...CLUSTER, '--rdbcompression', 'no']],
  ['redis-8.0', 'Cluster, LRU', [...CLUSTER, '--maxmemory-policy', 'allkeys-lru']],
  ['valkey-8.1', 'Cluster, no checksums', [...CLUSTER, '--rdbchecksum', 'no']],
])('%s, %s: from one shard to three, from those to two, five and one; every key is there once', async (name, _, args) => {
  const engine = Engine.of(name);
  if (!installed(engine)) {
    return;
  }
  const { content, contents } = await filled(engine, args);
  const three = await reshard([content], 3);
  for (const shards of [3, 2, 5, 1]) {
    const files = shards === 3 ? three : await reshard(three, shards);
    expect(await loaded(files, engine, args)).toEqual(contents);
    if (name === 'redis-7.0') {
      await Promise.all(files.map(async (file) => expect(await checkRdb(file)).toContain('RDB looks OK')));
    }
  }
}, 120_000);
