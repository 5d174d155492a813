import type { DeploymentPlan } from '../plan';
import { MIN_READY_SECONDS } from './probes';
import { probeTiming, stopTiming } from './timing';

/** Until a host has the images, and a volume is there. */
const FIRST_START_SECONDS = 600;

/** Longest a first start takes, and longest a rollout does, in whole seconds: for who waits for pods to be ready. */
export interface RolloutTime {
  /** All pods at once. */
  readonly startSeconds: number;
  /** One pod after the other, each with all of its grace. Minutes as a rule. */
  readonly rollSeconds: number;
}

/** For how long to wait for the StatefulSets of a deployment, which take turns with each other. */
export function rolloutTime(plan: DeploymentPlan, strategy: 'RollingUpdate' | 'OnDelete'): RolloutTime {
  const ready = probeTiming(plan).startupSeconds + MIN_READY_SECONDS;
  const each = stopTiming(plan, strategy).graceSeconds + ready;
  return { startSeconds: FIRST_START_SECONDS + ready, rollSeconds: FIRST_START_SECONDS + plan.nodes.length * each };
}
