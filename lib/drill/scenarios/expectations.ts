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
