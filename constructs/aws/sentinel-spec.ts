import { Names } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { instanceMemoryBytes } from '../../lib/aws';
import { InvalidInput, Topology, type DeploymentSpec, type Engine } from '../../lib/model';
import { PlanRefused, plan, type DeploymentPlan } from '../../lib/plan';
import type { RedisSentinelProps } from './redis-sentinel-props';
import { inPropNames, secondsOf, settingOverrides } from './setting-overrides';

/**
 * The plan of what the user declared.
 *
 * @throws Error naming the prop the user typed
 */
export function planSentinel(
  scope: Construct, props: RedisSentinelProps, engine: Engine, instanceType: ec2.InstanceType, zones: number,
): DeploymentPlan {
  try {
    return plan(specOf(scope, props, engine, instanceType, zones));
  } catch (refusal) {
    if (refusal instanceof InvalidInput || refusal instanceof PlanRefused) {
      // The plan speaks of fields of its spec; the user typed props.
      throw new Error(`${scope.node.path}: ${inPropNames(refusal.message)}`);
    }
    throw refusal;
  }
}

function specOf(
  scope: Construct, props: RedisSentinelProps, engine: Engine, instanceType: ec2.InstanceType, zones: number,
): DeploymentSpec {
  return {
    name: props.deploymentName ?? defaultName(scope),
    engine,
    topology: Topology.sentinel({
      replicas: props.replicas, sentinels: props.sentinels, quorum: props.quorum, placement: props.placement,
    }),
    objectives: {
      rpoSeconds: secondsOf('objectives.rpo', props.objectives.rpo),
      rtoSeconds: secondsOf('objectives.rto', props.objectives.rto),
    },
    failureDomains: zones,
    nodeMemoryBytes: props.nodeMemory?.toBytes() ?? instanceMemoryBytes(instanceType.toString()),
    persistence: props.persistence,
    appChannels: props.appChannels,
    overrides: settingOverrides(props.overrides),
  };
}

/** From the path, so that it is unique in the account and region and the same in every synthesis. */
function defaultName(scope: Construct): string {
  const name = Names.uniqueResourceName(scope, { maxLength: 38, separator: '-', allowedSpecialCharacters: '-' }).toLowerCase();
  return /^[a-z]/.test(name) ? name : `r-${name}`;
}
