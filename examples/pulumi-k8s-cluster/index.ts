import * as k8s from '@pulumi/kubernetes';
import { Engine, RedisCluster } from 'redis-ha-constructs/pulumi/kubernetes';

const { metadata } = new k8s.core.v1.Namespace('redis');

/** Three shards over three zones, each a primary and a replica. */
const redis = new RedisCluster('catalogue', {
  namespace: metadata.name,
  engine: Engine.VALKEY_8_1,
  objectives: { rpo: '5s', rto: '20s' },
  shards: 3,
  replicas: 1,
  nodeMemory: '2GiB',
  clients: [{ podSelector: { matchLabels: { 'redis-client': 'true' } } }],
});

export const nodes = redis.nodesHost;
