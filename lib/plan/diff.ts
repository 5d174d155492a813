import { NodeRole, type DeploymentPlan } from './deployment-plan';
import type { PlanDiff } from './diff-model';
import { obstaclesOf, warningsOf } from './diff-obstacles';
import { regionSteps } from './diff-region';
import { settingChanges } from './diff-settings';
import { stepsOf } from './diff-steps';
import { nodesWith } from './placement';
import { planOf } from './regions';

/**
 * Compares two plans of one deployment; with two regions as if the first plan's active one were that of both. Image, instance
 * type and root volume, which replace instances on EC2, are not part of a plan: `cdk diff` shows them.
 *
 * @param primaries nodes that are primary now; @default - the first node, in a Cluster the first of each shard that names none
 */
export function diffPlans(before: DeploymentPlan, wanted: DeploymentPlan, primaries: string[] = []): PlanDiff {
  const active = before.regions[0]!.name;
  const after = wanted.regions.some(({ name }) => name === active) ? planOf(wanted, active) : wanted;
  const assumed = assumedPrimaries(before, primaries);
  const settings = settingChanges(before, after);
  const rollout = { before, after, primaries: assumed, settings };
  const there = regionSteps(rollout);
  const steps = [...there.first, ...stepsOf(rollout), ...there.last];
  const obstacles = obstaclesOf(before, after);
  return {
    name: after.name,
    primaries: assumed,
    settings,
    steps,
    obstacles,
    warnings: warningsOf(before, after, steps),
    empty: steps.length === 0 && obstacles.length === 0,
  };
}

function assumedPrimaries(before: DeploymentPlan, given: string[]): string[] {
  const data = nodesWith(before.nodes, NodeRole.DATA);
  return [...new Set(data.map(({ shard }) => shard))].map((shard) => {
    const members = data.filter((node) => node.shard === shard);
    return (members.find(({ name }) => given.includes(name)) ?? members[0]!).name;
  });
}
