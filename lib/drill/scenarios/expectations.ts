import { TopologyKind } from '../../model';
import type { DeploymentPlan } from '../../plan';
import type { Expectation } from '../verdict';

/** One failure: both objectives speak of it. */
export function singleFault(plan: DeploymentPlan, rtoSeconds: number, lossSeconds: number): Expectation {
  return {
    serves: true,
    promisedRtoSeconds: rtoSeconds,
    rtoDeclared: true,
    promisedLossSeconds: lossSeconds,
    dualPrimarySeconds: plan.promise.dualPrimarySeconds,
  };
}

/** A planned move of a primary: nothing may be lost, and nowhere two primaries. */
export function plannedMove(plan: DeploymentPlan): Expectation {
  return { ...singleFault(plan, plan.promise.rto.handoverSeconds, 0), dualPrimarySeconds: 0 };
}

/** Nothing is said about how long a write may wait, but not one may be lost. */
export function nothingLost(): Expectation {
  return { serves: true, rtoDeclared: false, promisedLossSeconds: 0, dualPrimarySeconds: 0 };
}

/** The primary is gone as a machine is gone. In a replication topology recovery is counted from the order to fail over. */
export function lostPrimary(plan: DeploymentPlan, rtoSeconds: number, lossSeconds: number): Expectation {
  return { ...singleFault(plan, rtoSeconds, lossSeconds), gapBounded: plan.topology.kind !== TopologyKind.REPLICATION };
}

/** Everything was down: the plan promises a time from the restart, `objectives.rto` does not speak of it. */
export function totalOutage(plan: DeploymentPlan, lossSeconds: number): Expectation {
  return {
    serves: true,
    promisedRtoSeconds: plan.promise.rto.totalOutageSeconds,
    rtoDeclared: false,
    promisedLossSeconds: lossSeconds,
    dualPrimarySeconds: plan.promise.dualPrimarySeconds,
  };
}
