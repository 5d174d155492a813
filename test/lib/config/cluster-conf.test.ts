import { clusterSettings, COPIES_NOTHING, FENCE, layoutOf, redisCommand, renderRedisConf, type NodeConfig } from '../../../lib/config';
import { Topology } from '../../../lib/model';
import { review } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';
import { SECRETS } from './real-server';

const cluster = review(demoSpec({ topology: Topology.cluster(), objectives: { rpoSeconds: 10, rtoSeconds: 10 } }));
const config: NodeConfig = {
  node: 'shard-1-1', planFile: '', bindingsFile: '', dataDir: '/data', runDir: '/run/it', platform: { kind: 'file', secretsDir: '', outsideDir: '' },
};
const secrets = { ...SECRETS, migration: 'm', replication: 'r' };

test('R1: a Cluster node starts fenced, as no candidate and as a source of nothing; its role is its own file\'s', () => {
  const words = redisCommand(cluster, config).join(' ');
  expect(words).toContain(`--min-replicas-to-write ${FENCE}`);
  expect(words).toContain('--cluster-replica-no-failover yes');
  expect(words).toContain(`--repl-diskless-sync-delay ${COPIES_NOTHING}`);
  // The engine refuses to start with it.
  expect(words).not.toContain('replicaof');
});

test('it announces its address for life, and keeps its identity beside the data', () => {
  const text = renderRedisConf(cluster, config, { 'shard-1-1': '10.0.0.1' }, secrets);
  for (const line of ['cluster-enabled yes', `cluster-config-file "${layoutOf(config).clusterConf}"`, 'cluster-announce-ip 10.0.0.1',
    'cluster-announce-port 6379', 'cluster-announce-bus-port 16379', 'cluster-port 16379', 'cluster-require-full-coverage no']) {
    expect(text.split('\n')).toContain(line);
  }
});

test('no other topology has any of it', () => {
  const sentinel = review(demoSpec());
  expect(renderRedisConf(sentinel, { ...config, node: 'node-1' }, { 'node-1': '10.0.0.1' }, SECRETS)).not.toContain('cluster');
  expect(redisCommand(sentinel, { ...config, node: 'node-1' }).join(' ')).not.toContain('cluster');
});

test('a replica cut off for longer than the RPO is not elected by itself, but an ordinary failover is never forbidden', () => {
  const factor = (rpoSeconds: number, nodeTimeoutSeconds: number): number => Number(clusterSettings({
    ...cluster, objectives: { ...cluster.objectives, rpoSeconds }, settings: { ...cluster.settings, nodeTimeoutSeconds },
  })['cluster-replica-validity-factor']);
  expect(factor(10, 2)).toBe(5);
  expect(factor(1, 5)).toBe(2);
});
