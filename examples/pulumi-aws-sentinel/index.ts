import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { RedisSentinel } from 'redis-ha-constructs/pulumi/aws';

const config = new pulumi.Config();
const redis = new RedisSentinel('cache', {
  vpcId: config.require('vpcId'),
  subnetIds: config.requireObject<string[]>('subnetIds'),
  objectives: { rpo: '5s', rto: '5s' },
});

new aws.cloudwatch.MetricAlarm('node-away', {
  ...redis.metricReadyNodes(),
  threshold: 3,
  comparisonOperator: 'LessThanThreshold',
  evaluationPeriods: 5,
  treatMissingData: 'breaching',
  alarmDescription: 'A Redis node is not ready: the loss of another one would be an outage',
});

export const sentinels = redis.sentinelEndpoints;
export const masterName = redis.masterName;
export const passwordSecret = redis.appSecret.arn;
// What clients check the nodes by: authorities as PEM, and the name that the certificate bears.
export const authorities = redis.caCertificate;
export const serverName = redis.tls!.serverName;
