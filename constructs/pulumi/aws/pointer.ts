import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { mayNeedLargeParameter, pointerDescription, pointerOf, type ReplacementTiming } from '../../../lib/aws';
import type { WitnessConfig } from '../../../lib/config';
import type { DeploymentPlan, RestoreBinding } from '../../../lib/plan';
import { childName } from '../shared';
import type { Artifacts } from './artifacts';

export interface PointerArgs {
  readonly plan: DeploymentPlan;
  readonly artifacts: Artifacts;
  readonly addresses: Record<string, pulumi.Output<string>>;
  readonly secretIds: Record<string, pulumi.Output<string>>;
  /** @default - a plan without TLS */
  readonly certificateSecretId?: pulumi.Output<string>;
  readonly acceptNewVolumes: string[];
  /** Moved node to its new volume. */
  readonly moved: Record<string, pulumi.Output<string>>;
  readonly timing: ReplacementTiming;
  /** @default - it begins empty */
  readonly restore?: pulumi.Output<RestoreBinding>;
  /** Names of the other region's nodes. @default - there is one region */
  readonly hosts?: Record<string, string>;
  /** @default - there is one region */
  readonly witness?: pulumi.Output<WitnessConfig>;
}

/** The SSM parameter through which every node finds plan, agent, addresses and secrets. */
export function pointer(component: string, args: PointerArgs, parent: pulumi.Resource): aws.ssm.Parameter {
  const { plan, artifacts, acceptNewVolumes, timing, ...known } = args;
  const value = pulumi.output({ ...known, plan: artifacts.plan, agent: artifacts.agent, seed: artifacts.seed })
    .apply((values) => JSON.stringify(pointerOf({ deployment: plan.name, acceptNewVolumes, timing, ...values })));
  return new aws.ssm.Parameter(childName(component, 'Pointer'), {
    type: 'String',
    ...(mayNeedLargeParameter(plan) ? { tier: 'Intelligent-Tiering' } : {}),
    description: pointerDescription(plan.name),
    // Nothing in it is secret, and a preview is to show what changes.
    insecureValue: value,
  }, { parent });
}
