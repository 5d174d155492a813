import type { DeploymentPlan } from '../plan';

/** How long CloudFormation and the lock wait for a replaced node. */
export interface ReplacementTiming {
  /** CloudFormation's wait for the signal of a node, in seconds; never more than an hour. */
  readonly signalTimeoutSeconds: number;
  /** `ready`, or `loading` when readiness could take longer than CloudFormation can wait. */
  readonly signalAt: string;
  /** How long a replacement may hold the deployment-wide lock, in seconds. */
  readonly lockSeconds: number;
}

/** Longest CloudFormation waits. @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-updatepolicy.html */
export const LONGEST_PAUSE_SECONDS = 3600;

/** Termination, launch, packages, volume and agent, with room: seen in minutes. */
const BOOT_SECONDS = 900;

/** Slowest rates a full node should still come back at, in bytes a second: loading from gp3, a full copy between zones. */
const LOAD_RATE = 60 * 1024 * 1024;
const COPY_RATE = 40 * 1024 * 1024;

/** Slowest rate at which a backup should still come out of a bucket and its codec. */
const SEED_RATE = 40 * 1024 * 1024;

/**
 * How long one node may take to be replaced: boot, load what is on its volume, and at worst copy it all again.
 *
 * @param seeded the deployment begins with a backup: the node that CloudFormation starts last waits until that is in it
 */
export function replacementTiming(plan: DeploymentPlan, seeded = false): ReplacementTiming {
  const bytes = plan.settings.maxMemoryBytes;
  const ready = Math.ceil(BOOT_SECONDS + plan.settings.stopTimeoutSeconds + bytes / LOAD_RATE + bytes / COPY_RATE);
  const fits = ready <= LONGEST_PAUSE_SECONDS;
  const again = fits ? ready : BOOT_SECONDS + plan.settings.stopTimeoutSeconds;
  return {
    signalTimeoutSeconds: seeded ? Math.min(LONGEST_PAUSE_SECONDS, Math.ceil(ready + bytes / SEED_RATE)) : again,
    signalAt: fits ? 'ready' : 'loading',
    lockSeconds: ready,
  };
}
