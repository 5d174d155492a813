import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { workloadsOf } from './workloads';

/** How long a pod has to leave, in whole seconds. */
export interface StopTiming {
  /** Longest one node takes to hand over and to hear that it is a replica. */
  readonly handoverSeconds: number;
  /** How long a node waits until it is its turn; without it, it goes on alone. */
  readonly turnSeconds: number;
  /** How long the preStop hook waits for the agent's answer. */
  readonly hookSeconds: number;
  /** From SIGTERM to the end of the server: its wait for replicas, and an RDB of everything where it saves one. */
  readonly shutdownSeconds: number;
  /** `terminationGracePeriodSeconds`. */
  readonly graceSeconds: number;
}

/** What the kubelet, the hook's own polling and the agent's exit take between the steps. */
export const STOP_MARGIN = 10;

/** Longer than this, rolling by hand is better: a pod that hangs would hold up a drain for as long. */
export const LONGEST_GRACE = 900;

/**
 * Times of a planned stop, so that each step fits into the one around it:
 * turn + handover <= hook, and hook + shutdown < grace. The kubelet counts the hook as part of the grace.
 */
export function stopTiming(plan: DeploymentPlan, strategy: 'RollingUpdate' | 'OnDelete'): StopTiming {
  const { settings } = plan;
  const handoverSeconds = Math.ceil(settings.stopTimeoutSeconds - settings.shutdownTimeoutSeconds);
  // A rollout of several StatefulSets begins in all of them at once, and each lets go of one pod at a time. Where
  // somebody else rolls, only a drain may come in between.
  const rolling = workloadsOf(plan).filter(({ hasData }) => hasData).length - 1;
  const before = strategy === 'RollingUpdate' ? rolling : Math.min(1, rolling);
  const turnSeconds = before * handoverSeconds;
  const hookSeconds = turnSeconds + handoverSeconds;
  const shutdownSeconds = Math.ceil(settings.shutdownTimeoutSeconds + saveSeconds(plan));
  const graceSeconds = hookSeconds + shutdownSeconds + STOP_MARGIN;
  return { handoverSeconds, turnSeconds, hookSeconds, shutdownSeconds, graceSeconds };
}

/** With save points, SIGTERM makes the server write an RDB before it ends; writing one was never slower than loading it. */
function saveSeconds(plan: DeploymentPlan): number {
  return plan.settings.save.length > 0 ? plan.promise.rto.loadSeconds : 0;
}

/** Budgets of probes, in seconds. */
export interface ProbeTiming {
  /** From the start of the server's container until it answers at all. */
  readonly startupSeconds: number;
  /** Silence after which a server is restarted. */
  readonly livenessSeconds: number;
}

/**
 * An agent that hangs is restarted after this; nothing else is to be restarted because of it. It does not end by itself
 * then, and the grace of its pod, which is for handing over, would be waited out in vain.
 */
export const AGENT_LIVENESS = { periodSeconds: 10, failureThreshold: 3, graceSeconds: 5 };

/** How long a restarted agent takes to answer again. */
const AGENT_BACK = 30;

const LEAST_STARTUP = 300;
const LOADS_UNTIL_STARTED = 3;
const LEAST_LIVENESS = 30;

export function probeTiming(plan: DeploymentPlan): ProbeTiming {
  const { rto } = plan.promise;
  const { periodSeconds, failureThreshold, graceSeconds } = AGENT_LIVENESS;
  const agent = periodSeconds * (failureThreshold + 1) + graceSeconds + AGENT_BACK;
  // A server that only hangs comes back with its data: it must not be killed while somebody else is being chosen.
  const failover = plan.topology.kind === TopologyKind.REPLICATION || plan.topology.replicas === 0 ? 0 : rto.hangSeconds;
  return {
    startupSeconds: Math.ceil(Math.max(LEAST_STARTUP, LOADS_UNTIL_STARTED * rto.loadSeconds)),
    livenessSeconds: Math.ceil(Math.max(LEAST_LIVENESS, 2 * failover, agent)),
  };
}
