import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Packages, SsmAgent } from '../../lib/aws';
import { InvalidInput, type Engine } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume, RedisDeploymentProps } from './deployment-props';
import type { NodeFleet } from './node-fleet';
import type { NodeImage } from './node-image';
import type { RegionAgreement } from './region-agreement';
import { RegionAlarms } from './region-alarms';
import { CopiedSecrets } from './region-secrets';
import type { ReplicaRegionOptions } from './replica-region-options';

/** One region's end of what connects the two. */
export interface RegionEnd {
  readonly vpc: ec2.IVpc;
  /** The nodes'. */
  readonly subnets: ec2.ISubnet[];
  readonly fleet: NodeFleet;
}

/** A deployment that declares another region: what that region's stack makes its own nodes from. */
export interface HomeRegion extends RegionEnd {
  /** As declared, the home region active. */
  readonly plan: DeploymentPlan;
  readonly options: ReplicaRegionOptions;
  readonly agreement: RegionAgreement;
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: ec2.InstanceType;
  readonly image: NodeImage;
  readonly volume?: DataVolume;
}

/**
 * Makes what the home region has because of the other one: the passwords' copies there, and alarms.
 *
 * @throws InvalidInput for a region that is no other one
 */
export function homeRegion(scope: Construct, home: HomeRegion, props: RedisDeploymentProps): HomeRegion {
  const { region } = home.options;
  if (Token.isUnresolved(region)) {
    throw new InvalidInput('replicaRegion.region', 'its value is only known at deployment', 'give a literal, for example "eu-west-1"');
  }
  if (region === Stack.of(scope).region) {
    throw new InvalidInput('replicaRegion.region', `got "${region}", the region of this stack`, 'name another one');
  }
  const { _region: third } = home.options.witness;
  if (third === region || (third !== undefined && third === Stack.of(scope).region)) {
    throw new InvalidInput('replicaRegion.witness', `is in ${third}, whose loss would take it together with that region's nodes`,
      'keep it in a third region');
  }
  if (home.agreement.hasNodes) {
    new RegionAlarms(scope, 'RegionAlarms', {
      deployment: home.plan.name, change: home.plan.regionChange!, follows: false, actions: home.options.alarmActions ?? [],
    });
    new CopiedSecrets(scope, 'CopiedSecrets', {
      users: home.plan.users.map(({ name }) => name),
      secrets: home.fleet.secrets,
      agreement: home.agreement,
      region,
      encryptionKey: props.key,
      replicaKey: home.options.secretsKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }
  return home;
}
