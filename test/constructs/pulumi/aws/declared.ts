import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  NodeImage, RedisCluster, RedisReplication, RedisSentinel, type RedisClusterArgs, type RedisReplicationArgs,
  type RedisSentinelArgs,
} from '../../../../constructs/pulumi/aws';
import { recorded, type Recorded, type RecordedRun } from '../recorded';

export const OBJECTIVES = { rpo: '5s', rto: '10s' };
/** A Cluster notices the death of a machine by a timeout that must not be too short. */
export const CLUSTER_OBJECTIVES = { rpo: '5s', rto: '20s' };
/** Without a failover of its own, service may only return when a full node has loaded again. */
export const REPLICATION_OBJECTIVES = { rpo: '5s', rto: '5m' };
const SUBNETS = ['subnet-a', 'subnet-b', 'subnet-c'];
export const ACCOUNT = '123456789012';

/** What every test of a deployment gives it unless it says otherwise. */
export function required(): RedisSentinelArgs {
  return {
    vpcId: 'vpc-0123456789abcdef0',
    subnetIds: SUBNETS,
    objectives: OBJECTIVES,
    image: NodeImage.of('ami-0123456789abcdef0', { debianRelease: 'trixie' }),
    planDirectory: mkdtempSync(join(tmpdir(), 'redis-ha-plan-')),
  };
}

/** What AWS would answer, as far as components ask. */
export function answer(token: string, inputs: Record<string, any>): Record<string, any> {
  switch (token) {
    case 'aws:ec2/getSubnet:getSubnet': return { ...inputs, availabilityZone: `eu-central-1${inputs.id.at(-1)}` };
    case 'aws:index/getRegion:getRegion': return { region: 'eu-central-1', name: 'eu-central-1' };
    case 'aws:index/getPartition:getPartition': return { partition: 'aws' };
    case 'aws:index/getCallerIdentity:getCallerIdentity': return { accountId: ACCOUNT };
    case 'aws:secretsmanager/getRandomPassword:getRandomPassword': return { randomPassword: 'made-up' };
    case 'aws:secretsmanager/getSecretVersion:getSecretVersion': return { secretString: 'PEM of the authority' };
    case 'aws:ec2/getAmi:getAmi': return { id: 'ami-newest' };
    case 'aws:ssm/getParameter:getParameter': return { insecureValue: 'ami-latest' };
    default: return inputs;
  }
}

/** What AWS would make up. */
export function outputsOf({ type, name }: { type: string; name: string }): Record<string, any> {
  const service = type.split(':')[1]!.split('/')[0]!;
  return {
    arn: `arn:aws:${service}:eu-central-1:${ACCOUNT}:${name}`,
    name,
    ...(type === 'aws:ec2/networkInterface:NetworkInterface' ? { privateIp: `address of ${name}` } : {}),
    ...(type === 'aws:ec2/launchTemplate:LaunchTemplate' ? { latestVersion: 7 } : {}),
    ...(type === 'aws:s3/bucket:Bucket' ? { bucket: name, arn: `arn:aws:s3:::${name}` } : {}),
    ...(type === 'aws:lb/loadBalancer:LoadBalancer' ? { dnsName: `${name}.elb.amazonaws.com`, zoneId: 'Z1' } : {}),
    ...(type === 'aws:route53/zone:Zone' ? { zoneId: 'Z2', name: 'redis.internal' } : {}),
  };
}

const ANSWERING: RecordedRun = { answer, outputsOf };

export function sentinel(
  args: Partial<RedisSentinelArgs> = {}, run: RecordedRun = {}, more?: (redis: RedisSentinel) => unknown,
): Promise<Recorded> {
  return recorded(() => {
    const redis = new RedisSentinel('cache', { ...required(), ...args });
    return more?.(redis) ?? {};
  }, { ...ANSWERING, ...run });
}

export function replication(args: Partial<RedisReplicationArgs> = {}, run: RecordedRun = {}): Promise<Recorded> {
  return recorded(() => {
    new RedisReplication('cache', { ...required(), objectives: REPLICATION_OBJECTIVES, ...args });
  }, { ...ANSWERING, ...run });
}

export function cluster(args: Partial<RedisClusterArgs> = {}, run: RecordedRun = {}): Promise<Recorded> {
  return recorded(() => {
    new RedisCluster('cache', { ...required(), objectives: CLUSTER_OBJECTIVES, ...args });
  }, { ...ANSWERING, ...run });
}
