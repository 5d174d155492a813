import { EC2_POINTER_VERSION, type Ec2Pointer, type PointedFile, type WitnessConfig } from '../config';
import { TopologyKind } from '../model';
import type { DeploymentPlan, RestoreBinding } from '../plan';
import type { ReplacementTiming } from './replacement-timing';

/** What a pointer says, besides what is the same in all of them. */
export interface PointerInput {
  /** Name of the deployment. */
  readonly deployment: string;
  readonly plan: PointedFile;
  readonly agent: PointedFile;
  /** Program that seeds a node, together with `restore`. @default - the deployment begins empty */
  readonly seed?: PointedFile;
  /** The backup it begins with. @default - it begins empty */
  readonly restore?: RestoreBinding;
  /** Node name to its address. */
  readonly addresses: Record<string, string>;
  /** Names of the other region's nodes. @default - there is one region */
  readonly hosts?: Record<string, string>;
  /** @default - there is one region */
  readonly witness?: WitnessConfig;
  /** User name to what Secrets Manager is asked for. */
  readonly secretIds: Record<string, string>;
  /** @default - a plan without TLS */
  readonly certificateSecretId?: string;
  readonly acceptNewVolumes: string[];
  /** Moved node to its new volume, the only one it may start on, and may start on empty. */
  readonly moved: Record<string, string>;
  readonly timing: Pick<ReplacementTiming, 'signalAt' | 'lockSeconds'>;
}

/** The value of the SSM parameter that every node reads. */
export function pointerOf(input: PointerInput): Ec2Pointer {
  const { restore, seed, hosts, witness, moved } = input;
  return {
    schemaVersion: EC2_POINTER_VERSION,
    plan: input.plan,
    agent: input.agent,
    ...(seed ? { seed } : {}),
    bindings: { schemaVersion: 1, deployment: input.deployment, addresses: input.addresses, ...(restore ? { restore } : {}) },
    ...(hosts ? { hosts } : {}),
    ...(witness ? { witness } : {}),
    secretIds: input.secretIds,
    ...(input.certificateSecretId === undefined ? {} : { certificateSecretId: input.certificateSecretId }),
    acceptNewVolumes: input.acceptNewVolumes,
    signalAt: input.timing.signalAt,
    replacementLockSeconds: input.timing.lockSeconds,
    ...(Object.keys(moved).length === 0 ? {} : { moved }),
  };
}

/** Whether it may need more than the 4 KiB of a standard parameter: that of many nodes. Smaller ones stay free of charge. */
export function mayNeedLargeParameter(plan: DeploymentPlan): boolean {
  return plan.topology.kind === TopologyKind.CLUSTER;
}

/** Description of the parameter. */
export function pointerDescription(deployment: string): string {
  return `Plan, addresses and agent of the Redis deployment ${deployment}`;
}
