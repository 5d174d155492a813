import { RedisReplication } from 'redis-ha-constructs/pulumi/kubernetes';

/** One primary and its replica; nothing fails over by itself. */
const redis = new RedisReplication('sessions', {
  namespace: 'redis',
  objectives: { rpo: '5s', rto: '5m' },
  replicas: 1,
});
redis.allowClients('shop', { podSelector: { matchLabels: { app: 'shop' } } });

export const primary = redis.primaryHost;
export const replicas = redis.replicasHost;
