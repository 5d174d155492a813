import { createHash } from 'node:crypto';
import { UserName } from '../model';
import type { DeploymentPlan, PlanUser } from '../plan';
import { SENTINEL_ELSEWHERE, sentinelUser } from './sentinel-user';

/** Which server an ACL file is for. */
export type AclTarget = 'redis' | 'sentinel';

/**
 * Renders an ACL file. It holds SHA-256 digests, never passwords; the default user is off.
 *
 * @param secrets password per user name
 * @throws Error when a user of the plan has no secret
 */
export function renderAcl(plan: DeploymentPlan, secrets: Record<string, string>, target: AclTarget): string {
  const lines = ['user default off nopass resetkeys resetchannels -@all'];
  for (const user of plan.users) {
    const accounts = accountsOf(plan, user, target).filter(({ rules }) => rules.length > 0);
    if (accounts.length === 0) {
      continue;
    }
    const secret = secrets[user.name];
    if (!secret) {
      throw new Error(`no secret for user "${user.name}": put its password into the deployment's secret store`);
    }
    const digest = createHash('sha256').update(secret).digest('hex');
    lines.push(...accounts.map(({ name, rules }) => `user ${name} on #${digest} ${rules.join(' ')}`));
  }
  return `${lines.join('\n')}\n`;
}

/** A user's names on a server and what it may do by each: one, but for Sentinels of a plan with two regions. */
function accountsOf(plan: DeploymentPlan, user: PlanUser, target: AclTarget): { name: string; rules: string[] }[] {
  const rules = target === 'redis' ? user.redisRules : user.sentinelRules;
  if (user.name !== UserName.SENTINEL) {
    return [{ name: user.name, rules }];
  }
  const [, ...others] = plan.regions;
  return [
    { name: sentinelUser(plan), rules },
    ...(target === 'redis' ? others.map(({ name }) => ({ name: sentinelUser(plan, name), rules: SENTINEL_ELSEWHERE })) : []),
  ];
}
