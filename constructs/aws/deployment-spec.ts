import { Names } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { instanceMemoryBytes, movedNodes } from '../../lib/aws';
import { InvalidInput, type DeploymentSpec, type Engine, type Topology } from '../../lib/model';
import { PlanRefused, plan, type DeploymentPlan } from '../../lib/plan';
import type { RedisDeploymentProps } from './deployment-props';
import { replicaRegionSpec } from './replica-region-spec';
import { inPropNames, secondsOf, settingOverrides } from './setting-overrides';
import type { TlsConfig } from './tls';

/** What a plan needs to know besides props: defaults filled in, and what the VPC turned out to be. */
export interface SpecContext {
  readonly topology: Topology;
  readonly engine: Engine;
  readonly instanceType: ec2.InstanceType;
  readonly zones: number;
  readonly tls: TlsConfig;
}

/**
 * The plan of what the user declared.
 *
 * @throws Error naming the prop the user typed
 */
export function planDeployment(scope: Construct, props: RedisDeploymentProps, context: SpecContext): DeploymentPlan {
  return namingProps(scope, () => plan(specOf(scope, props, context)));
}

/** Runs what speaks of fields of a spec, and lets an error speak of props. */
export function namingProps<T>(scope: Construct, work: () => T): T {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof InvalidInput || refusal instanceof PlanRefused) {
      throw new Error(`${scope.node.path}: ${inPropNames(refusal.message)}`);
    }
    throw refusal;
  }
}

function specOf(scope: Construct, props: RedisDeploymentProps, context: SpecContext): DeploymentSpec {
  return {
    name: props.deploymentName ?? defaultName(scope),
    engine: context.engine,
    topology: context.topology,
    objectives: {
      rpoSeconds: secondsOf('objectives.rpo', props.objectives.rpo),
      rtoSeconds: secondsOf('objectives.rto', props.objectives.rto),
    },
    failureDomains: context.zones,
    moved: movedNodes(props.moveNodes ?? []),
    nodeMemoryBytes: props.nodeMemory?.toBytes() ?? instanceMemoryBytes(context.instanceType.toString()),
    persistence: props.persistence,
    appChannels: props.appChannels,
    transport: context.tls.transport,
    tlsServerName: context.tls.serverName,
    requireClientCertificates: context.tls.requireClientCertificates,
    balance: props.balance,
    replicaRegion: props.replicaRegion && replicaRegionSpec(props.replicaRegion),
    overrides: settingOverrides(props.overrides),
  };
}

/** From the path, so that it is unique in the account and region and the same in every synthesis. */
function defaultName(scope: Construct): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 38, separator: '-', allowedSpecialCharacters: '-' }).toLowerCase();
  return /^[a-z]/.test(name) ? name : `r-${name}`;
}
