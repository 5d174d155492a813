import { Engine } from '../model';
import { diffPlans, type DeploymentPlan, type SettingChange } from '../plan';

/**
 * The same plan with another engine.
 *
 * @throws InvalidInput when there is no such engine
 */
export function withEngine(plan: DeploymentPlan, name: string): DeploymentPlan {
  const { family, version } = Engine.of(name);
  return { ...plan, engine: { name, family, version } };
}

/** What has to restart on every node at once cannot be rolled. */
const AT_ONCE = ['transport', 'ports.redis', 'ports.sentinel', 'ports.agent', 'ports.bus'];

/** Why the change from one plan to the other cannot be made node by node; empty when it can. */
export function objectionToRoll(before: DeploymentPlan, after: DeploymentPlan): string {
  const { obstacles, settings } = diffPlans(before, after);
  if (obstacles.length > 0) {
    return obstacles.map(({ field, reason, fix }) => `${field}: ${reason}; ${fix}`).join('\n');
  }
  const atOnce = settings.find(({ field }) => AT_ONCE.includes(field));
  if (atOnce) {
    const fix = atOnce.field === 'transport'
      ? 'give every node the plan at once, their agents change it while they run (docs/tls.md)' : 'make a new deployment';
    return `${atOnce.field} ${atOnce.from} -> ${atOnce.to}: nodes find each other by it, so that it cannot change node by node; ${fix}`;
  }
  const gone = before.nodes.filter(({ name }) => !after.nodes.some((node) => node.name === name)).map(({ name }) => name);
  if (gone.length > 0) {
    return `${gone.join(', ')} would go: remove nodes first (a Cluster: \`redis-ha cluster scale\`), then roll the rest`;
  }
  const moved = before.nodes.filter((node) =>
    after.nodes.some(({ name, failureDomain }) => name === node.name && failureDomain !== node.failureDomain));
  return moved.length > 0 ? `${moved.map(({ name }) => name).join(', ')} would move to another failure domain: move one node at a time, then roll the rest` : '';
}

/** Changes that running servers take without a restart. */
export function liveChanges(before: DeploymentPlan, after: DeploymentPlan): SettingChange[] {
  return diffPlans(before, after).settings.filter(({ how }) => how === 'live');
}
