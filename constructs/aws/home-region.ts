import { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Packages, SsmAgent } from '../../lib/aws';
import type { Engine } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume, RedisDeploymentProps } from './deployment-props';
import type { NodeFleet } from './node-fleet';
import type { NodeImage } from './node-image';
import { checkWitnessAccess } from './region-access';
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
 * Makes what the home region has because of the other one: the passwords' copies there, and alarms. Refuses subnets that no
 * way leads from to the witness.
 */
export function homeRegion(scope: Construct, home: HomeRegion, props: RedisDeploymentProps): HomeRegion {
  checkWitnessAccess(scope, home.vpc, home.subnets, home.options.witness);
  if (home.agreement.hasNodes) {
    new RegionAlarms(scope, 'RegionAlarms', {
      deployment: home.plan.name, change: home.plan.regionChange!, follows: false, actions: home.options.alarmActions ?? [],
    });
    new CopiedSecrets(scope, 'CopiedSecrets', {
      users: home.plan.users.map(({ name }) => name),
      secrets: home.fleet.secrets,
      agreement: home.agreement,
      region: home.options.region,
      encryptionKey: props.key,
      replicaKey: home.options.secretsKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }
  return home;
}
