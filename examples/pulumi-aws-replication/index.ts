import * as pulumi from '@pulumi/pulumi';
import { RedisReplication } from 'redis-ha-constructs/pulumi/aws';

const config = new pulumi.Config();
const redis = new RedisReplication('sessions', {
  vpcId: config.require('vpcId'),
  subnetIds: config.requireObject<string[]>('subnetIds'),
  // Nothing fails over by itself: a primary that died comes back with its data, which takes minutes.
  objectives: { rpo: '5s', rto: '10m' },
  loadBalancer: {},
  dns: { zoneName: 'redis.internal' },
});

// A fixed address each for writers and readers, whoever is primary.
export const primary = redis.primaryEndpoint;
export const replicas = redis.replicasEndpoint;
export const passwordSecret = redis.appSecret.arn;
export const authorities = redis.caCertificate;
export const serverName = redis.tls!.serverName;
