import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { RedisCluster } from 'redis-ha-constructs/pulumi/aws';

const config = new pulumi.Config();
const redis = new RedisCluster('orders', {
  vpcId: config.require('vpcId'),
  subnetIds: config.requireObject<string[]>('subnetIds'),
  objectives: { rpo: '5s', rto: '20s' },
  shards: 3,
});

new aws.cloudwatch.MetricAlarm('shard-without-primary', {
  ...redis.metricPrimaries(),
  threshold: redis.shards,
  comparisonOperator: 'LessThanThreshold',
  evaluationPeriods: 2,
  treatMissingData: 'breaching',
  alarmDescription: 'Some keys of the Redis Cluster take no writes',
});

// A client that knows Cluster begins at any of them.
export const nodes = redis.nodeEndpoints;
export const passwordSecret = redis.appSecret.arn;
export const authorities = redis.caCertificate;
export const serverName = redis.tls!.serverName;
