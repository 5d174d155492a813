import { createHash } from 'node:crypto';
import type { DeploymentPlan } from '../plan';

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
    const rules = target === 'redis' ? user.redisRules : user.sentinelRules;
    if (rules.length === 0) {
      continue;
    }
    const secret = secrets[user.name];
    if (!secret) {
      throw new Error(`no secret for user "${user.name}": put its password into the deployment's secret store`);
    }
    lines.push(`user ${user.name} on #${createHash('sha256').update(secret).digest('hex')} ${rules.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}
