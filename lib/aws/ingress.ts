import { nodesWith, NodeRole, type DeploymentPlan } from '../plan';

/** One opening of the members' security group, to the members themselves. */
export interface MemberRule {
  readonly port: number;
  readonly description: string;
}

/** What members of a deployment need to reach on each other: nothing else is opened. */
export function memberRules(plan: DeploymentPlan): MemberRule[] {
  const rules = [
    { port: plan.ports.redis, description: 'replication, Sentinels and agents to data nodes' },
    { port: plan.ports.agent, description: 'agents of the deployment to each other' },
  ];
  if (nodesWith(plan.nodes, NodeRole.SENTINEL).length > 0) {
    rules.push({ port: plan.ports.sentinel, description: 'Sentinels and agents to Sentinels' });
  }
  if (plan.ports.bus !== undefined) {
    rules.push({ port: plan.ports.bus, description: 'Cluster bus' });
  }
  return rules;
}
