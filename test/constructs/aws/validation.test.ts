import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { RedisCluster, RedisReplication, RedisSentinel, SentinelPlacement, SsmAgent } from '../../../constructs/aws';
import {
  anApp, aVpc, CLUSTER_OBJECTIVES, deployed, deployedCluster, deployedReplication, IMAGE, OBJECTIVES, REPLICATION_OBJECTIVES,
} from './stacks';

const SSM_AGENT = SsmAgent.pinned({ version: '3.3.1.0', sha256: 'a'.repeat(64) });

const flags = (JSON.parse(readFileSync(join(__dirname, '../../../cdk.json'), 'utf8')) as { context: Record<string, unknown> }).context;

function validated(build: (stack: Stack) => void): () => unknown {
  const app = anApp({ context: { ...flags, '@aws-cdk/core:validateAgainstDefaultRules': true } });
  const stack = new Stack(app, 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
  build(stack);
  return () => app.synth();
}

/** The one suite in which the built-in CloudFormation validator runs, with its rules as errors. */
describe('the built-in CloudFormation validator, rules on', () => {
  beforeAll(() => {
    process.env.CDK_VALIDATION = 'true';
  });
  afterAll(() => {
    process.env.CDK_VALIDATION = 'false';
  });

  test('passes what RedisSentinel makes', () => {
    expect(validated((stack) => {
      new RedisSentinel(stack, 'Redis', {
        vpc: aVpc(stack), objectives: OBJECTIVES, image: IMAGE, placement: SentinelPlacement.OWN_NODES, ssmAgent: SSM_AGENT,
      });
    })).not.toThrow();
  });

  test('passes what RedisReplication makes, with names and a load balancer', () => {
    expect(validated((stack) => {
      new RedisReplication(stack, 'Redis', {
        vpc: aVpc(stack), objectives: REPLICATION_OBJECTIVES, image: IMAGE, ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' }, loadBalancer: {},
        moveNodes: [{ node: 'node-1', zone: 'zone-3' }],
      });
    })).not.toThrow();
  });

  test('passes what RedisCluster makes, with names', () => {
    expect(validated((stack) => {
      new RedisCluster(stack, 'Redis', {
        vpc: aVpc(stack), objectives: CLUSTER_OBJECTIVES, image: IMAGE, ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' },
      });
    })).not.toThrow();
  });

  test('would have found a mistake', () => {
    expect(validated((stack) => {
      new ec2.CfnNetworkInterface(stack, 'Interface', { subnetId: 'no-subnet' });
    })).toThrow(/no-subnet/);
  });
});

describe('cdk-nag AwsSolutions', () => {
  function findings(stack: Stack): string[] {
    return new AwsSolutionsChecks().validateScope(stack).violations.map(({ ruleName }) => ruleName);
  }

  test('passes, every acknowledgement explained', () => {
    const { stack } = deployed({ ssmAgent: SSM_AGENT });
    expect(findings(stack)).toEqual([]);
  });

  test('passes for replication, with names and a load balancer', () => {
    const { stack } = deployedReplication({ ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' }, loadBalancer: {} });
    expect(findings(stack)).toEqual([]);
  });

  test('passes for a Cluster, with names', () => {
    expect(findings(deployedCluster({ ssmAgent: SSM_AGENT, dns: { zoneName: 'redis.internal' } }).stack)).toEqual([]);
  });

  test('environment-agnostic too, through the app', () => {
    const app = anApp();
    const stack = new Stack(app, 'Agnostic');
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    new RedisSentinel(stack, 'Redis', {
      vpc: ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
        vpcId: 'vpc-1', availabilityZones: ['a', 'b', 'c'], privateSubnetIds: ['s-1', 's-2', 's-3'], privateSubnetRouteTableIds: ['r-1', 'r-2', 'r-3'],
      }),
      objectives: OBJECTIVES,
    });
    expect(() => app.synth()).not.toThrow();
  });

  test('would have found an unexplained finding', () => {
    const app = new App();
    const stack = new Stack(app, 'Test');
    new ec2.CfnVolume(stack, 'Volume', { availabilityZone: 'a', size: 1, encrypted: false });
    expect(findings(stack)).toContain('AwsSolutions-EC26');
  });
});
