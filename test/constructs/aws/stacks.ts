import { App, Duration, Stack, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  NodeImage, RedisCluster, RedisReplication, RedisSentinel, type RedisClusterProps, type RedisDeploymentBase,
  type RedisDeploymentProps, type RedisReplicationProps, type RedisSentinelProps,
} from '../../../constructs/aws';

export const OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.seconds(10) };
/** A Cluster notices the death of a machine by a timeout that must not be too short. */
export const CLUSTER_OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.seconds(20) };
/** Without a failover of its own, service may only return when a full node has loaded again. */
export const REPLICATION_OBJECTIVES = { rpo: Duration.seconds(5), rto: Duration.minutes(5) };
export const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
export const IMAGE = NodeImage.of(ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-0123456789abcdef0' }), { debianRelease: 'trixie' });

/** An app that bundles nothing. */
export function anApp(props: AppProps = {}): App {
  return new App({ ...props, context: { 'aws:cdk:bundling-stacks': [], 'aws:cdk:enable-path-metadata': true, ...props.context } });
}

/** Subnets of three named zones with NAT, imported so that a test's template holds little else. */
export function aVpc(scope: Stack, zones = ZONES): ec2.IVpc {
  return ec2.Vpc.fromVpcAttributes(scope, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: zones,
    privateSubnetIds: zones.map((_, index) => `subnet-0123456789abcde0${index + 1}`),
    privateSubnetRouteTableIds: zones.map((_, index) => `rtb-0123456789abcde0${index + 1}`),
  });
}

export interface Deployed<Redis extends RedisDeploymentBase = RedisSentinel> {
  readonly stack: Stack;
  readonly redis: Redis;
  readonly template: Template;
  readonly resources: Record<string, Resource>;
  /** The one resource of that type below that path of the fleet, for example `Node1/Group`. */
  at(path: string): Resource;
  /** All resources of a type. */
  ofType(type: string): Resource[];
}

export interface Resource {
  readonly logicalId: string;
  readonly Type: string;
  readonly Properties: Record<string, any>;
  readonly [attribute: string]: any;
}

export function aStack(app = anApp()): Stack {
  return new Stack(app, 'Test', { env: { account: '123456789012', region: 'eu-central-1' } });
}

export function deployed(props: Partial<RedisSentinelProps> = {}, stack = aStack()): Deployed {
  return synthesized(stack, new RedisSentinel(stack, 'Redis', { ...required(stack, props), ...props }));
}

export function deployedReplication(props: Partial<RedisReplicationProps> = {}, stack = aStack()): Deployed<RedisReplication> {
  return synthesized(stack, new RedisReplication(stack, 'Redis', { ...required(stack, props), objectives: REPLICATION_OBJECTIVES, ...props }));
}

export function deployedCluster(props: Partial<RedisClusterProps> = {}, stack = aStack()): Deployed<RedisCluster> {
  return synthesized(stack, new RedisCluster(stack, 'Redis', { ...required(stack, props), objectives: CLUSTER_OBJECTIVES, ...props }));
}

/** What every test of a deployment gives it unless it says otherwise. */
function required(stack: Stack, props: Partial<RedisDeploymentProps>): RedisDeploymentProps {
  return { vpc: props.vpc ?? aVpc(stack), objectives: OBJECTIVES, image: IMAGE };
}

function synthesized<Redis extends RedisDeploymentBase>(stack: Stack, redis: Redis): Deployed<Redis> {
  const template = Template.fromStack(stack);
  const resources = Object.fromEntries(Object.entries(template.toJSON().Resources as Record<string, any>)
    .map(([logicalId, resource]) => [logicalId, { ...resource, logicalId } as Resource]));
  return {
    stack, redis, template, resources,
    ofType: (type) => Object.values(resources).filter(({ Type }) => Type === type),
    at: (path) => {
      const found = Object.values(resources).filter((resource) => resource.Metadata?.['aws:cdk:path']?.includes(`/Redis/Fleet/${path}`));
      if (found.length !== 1) {
        throw new Error(`${found.length} resources at ${path}`);
      }
      return found[0]!;
    },
  };
}

/** Warnings of every construct of a stack. */
export function warnings(stack: Stack): string[] {
  return stack.node.findAll().flatMap((construct) => construct.node.metadata)
    .filter(({ type }) => type === 'aws:cdk:warning').map(({ data }) => String(data));
}

/** User data with references shown as `<LogicalId>`. */
export function userDataOf(launchTemplate: Resource): string {
  return flat(launchTemplate.Properties.LaunchTemplateData.UserData['Fn::Base64']);
}

export function flat(value: any): string {
  if (typeof value !== 'object') {
    return String(value);
  }
  return value['Fn::Join'] ? value['Fn::Join'][1].map(flat).join(value['Fn::Join'][0]) : `<${value.Ref ?? value['Fn::GetAtt']?.join('.') ?? JSON.stringify(value)}>`;
}
