import type { DeploymentPlan } from './deployment-plan';
import type { PlanDiff } from './diff-model';
import { obstaclesOf, warningsOf } from './diff-obstacles';
import { settingChanges } from './diff-settings';
import { stepsOf } from './diff-steps';

/**
 * Compares two plans of one deployment. Image, instance type and root volume,
 * which replace instances on EC2, are not part of a plan: `cdk diff` shows them.
 *
 * @param primary node that is primary now; @default - the bootstrap node
 */
export function diffPlans(before: DeploymentPlan, after: DeploymentPlan, primary?: string): PlanDiff {
  const assumed = primary ?? before.topology.bootstrapNode;
  const settings = settingChanges(before, after);
  const steps = stepsOf({ before, after, primary: assumed, settings });
  const obstacles = obstaclesOf(before, after);
  return {
    name: after.name,
    primary: assumed,
    settings,
    steps,
    obstacles,
    warnings: warningsOf(before, after, steps),
    empty: steps.length === 0 && obstacles.length === 0,
  };
}
