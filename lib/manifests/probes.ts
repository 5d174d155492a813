import type { DeploymentPlan } from '../plan';
import { AGENT_LIVENESS, probeTiming } from './timing';

type Probe = Record<string, unknown>;

/** Asked of the agent, which knows what its servers do; only its own pod matters to all but `/ready`. */
function ask(plan: DeploymentPlan, path: string, periodSeconds: number, budgetSeconds: number, timeoutSeconds: number): Probe {
  return {
    httpGet: { path, port: plan.ports.agent },
    periodSeconds,
    timeoutSeconds,
    failureThreshold: Math.ceil(budgetSeconds / periodSeconds),
  };
}

const LIVENESS_PERIOD = 10;
const STARTUP_PERIOD = 5;

/** Ready for this long before a rollout goes on with the next pod. */
export const MIN_READY_SECONDS = 10;

export interface ServerProbes {
  readonly startupProbe?: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe?: Probe;
}

/** Each second, since Services follow a failover no sooner than readiness does. */
export function readinessProbe(plan: DeploymentPlan): Probe {
  return ask(plan, '/ready', 1, 3, 2);
}

export function redisProbes(plan: DeploymentPlan): ServerProbes {
  const { startupSeconds, livenessSeconds } = probeTiming(plan);
  return {
    startupProbe: ask(plan, '/live', STARTUP_PERIOD, startupSeconds, 5),
    livenessProbe: ask(plan, '/live', LIVENESS_PERIOD, livenessSeconds, 5),
    readinessProbe: readinessProbe(plan),
  };
}

export function sentinelProbes(plan: DeploymentPlan): ServerProbes {
  return { livenessProbe: ask(plan, '/sentinel', LIVENESS_PERIOD, probeTiming(plan).livenessSeconds, 5) };
}

/** The servers' containers start once the agent answers, so that must not wait for them. */
export function agentProbes(plan: DeploymentPlan): ServerProbes {
  const { periodSeconds, failureThreshold, graceSeconds } = AGENT_LIVENESS;
  return {
    startupProbe: ask(plan, '/agent', 1, 60, 2),
    livenessProbe: {
      ...ask(plan, '/agent', periodSeconds, periodSeconds * failureThreshold, 5),
      terminationGracePeriodSeconds: graceSeconds,
    },
  };
}
