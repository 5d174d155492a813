import { Duration, Stack, type App } from 'aws-cdk-lib';

import * as ec2 from 'aws-cdk-lib/aws-ec2';
import {
  NodeImage, RedisSentinel, RegionLink, RegionLinkReturn, RegionStrategy, RegionWitness, ReplicaRegion, WitnessBucket,
  type RedisDeploymentBase, type RedisSentinelProps, type RegionLinkProps, type ReplicaRegionOptions, type ReplicaRegionProps,
} from '../../../constructs/aws';
import { anApp, OBJECTIVES } from './stacks';

export const ACCOUNT = '123456789012';
export const HOME = 'eu-central-1';
export const OTHER = 'eu-west-1';
export const THIRD = 'eu-west-3';

/** The same everywhere: which one a region has is decided at deployment. */
const IMAGE = NodeImage.of(ec2.MachineImage.genericLinux({ [HOME]: 'ami-0123456789abcdef0', [OTHER]: 'ami-0123456789abcdef1' }), {
  debianRelease: 'trixie',
});

export function stackIn(app: App, id: string, region: string): Stack {
  return new Stack(app, id, { env: { account: ACCOUNT, region } });
}

/** A VPC of the stack's own, in three zones with NAT. */
export function vpcOf(stack: Stack, cidr: string): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    ipAddresses: ec2.IpAddresses.cidr(cidr), natGateways: 1,
    availabilityZones: ['a', 'b', 'c'].map((zone) => `${stack.region}${zone}`),
  });
}

export interface Regions {
  readonly app: App;
  readonly stacks: Record<'witness' | 'home' | 'replica' | 'link' | 'back', Stack>;
  readonly witness: WitnessBucket;
  readonly redis: RedisDeploymentBase;
  readonly replica: ReplicaRegion;
  readonly link: RegionLink;
}

export interface RegionsInput {
  readonly app?: App;
  readonly options?: Partial<ReplicaRegionOptions>;
  readonly redis?: Partial<RedisSentinelProps>;
  readonly replica?: Partial<ReplicaRegionProps>;
  readonly link?: Partial<RegionLinkProps>;
  readonly cidrs?: [home: string, other: string];
}

/** What a user with two regions writes. */
export function twoRegions(input: RegionsInput = {}): Regions {
  const app = input.app ?? anApp();
  const stacks = {
    witness: stackIn(app, 'Witness', THIRD), home: stackIn(app, 'Home', HOME), replica: stackIn(app, 'Replica', OTHER),
    link: stackIn(app, 'Link', HOME), back: stackIn(app, 'Back', OTHER),
  };
  const [homeCidr, otherCidr] = input.cidrs ?? ['10.0.0.0/16', '10.1.0.0/16'];
  const witness = new WitnessBucket(stacks.witness, 'Witness');
  const redis = new RedisSentinel(stacks.home, 'Redis', {
    vpc: vpcOf(stacks.home, homeCidr), objectives: OBJECTIVES, image: IMAGE, deploymentName: 'cache',
    replicaRegion: {
      region: OTHER, strategy: RegionStrategy.WARM, witness: RegionWitness.bucket(witness),
      objectives: { rpo: Duration.minutes(1), rto: Duration.minutes(15) }, ...input.options,
    },
    ...input.redis,
  });
  const replica = new ReplicaRegion(stacks.replica, 'Redis', {
    home: redis, vpc: vpcOf(stacks.replica, otherCidr), ...input.replica,
  });
  const link = new RegionLink(stacks.link, 'Link', { replica, ...input.link });
  new RegionLinkReturn(stacks.back, 'Link', { link });
  return { app, stacks, witness, redis, replica, link };
}

/** Every template of an app, by the stack's name. */
export function templates(app: App): Record<string, any> {
  return Object.fromEntries(app.synth().stacks.map((stack) => [stack.stackName, stack.template]));
}

/** Every statement of every policy in a template. */
export function statementsOf(template: any): any[] {
  return resourcesOf(template, 'AWS::IAM::Policy').flatMap(({ PolicyDocument }) => PolicyDocument.Statement as any[]);
}

export function resourcesOf(template: any, type: string): any[] {
  return Object.values(template.Resources as Record<string, any>)
    .filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
}
