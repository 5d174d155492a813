import type { DeploymentPlan } from '../plan';
import { memberRules, type MemberRule } from './ingress';

/** What one region's nodes open to the addresses of the other one's, in both directions: what members use among themselves. */
export function regionRules(plan: DeploymentPlan): MemberRule[] {
  return memberRules(plan).map((rule) => ({ ...rule, description: `other region: ${rule.description}` }));
}
