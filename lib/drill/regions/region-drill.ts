import type { LinkSettings } from '../../lab/link/link-settings';
import { RegionStrategy } from '../../model';
import { HOME_REGION, REPLICA_REGION, type DeploymentPlan } from '../../plan';
import type { Random } from '../random';
import type { Expectation } from '../verdict';

/** The region that a drill begins in, and the one beside it. */
export { HOME_REGION as HOME, REPLICA_REGION as OTHER };

/** Why a plan will not do: there has to be another region with nodes in it. */
export function needsRegions({ regionChange }: DeploymentPlan): string | undefined {
  if (regionChange === undefined) {
    return 'it needs another region, the plan has one (replicaRegion)';
  }
  return regionChange.strategy === RegionStrategy.BACKUP_RESTORE
    ? `its other region keeps backups only (${RegionStrategy.BACKUP_RESTORE}), which \`restore-latest\` is about` : undefined;
}

/** Between two regions of one continent, now and then with some loss. */
export function someLink(random: Random): LinkSettings {
  return { delayMs: random.between(5, 25), loss: random.chance(0.3) ? 0.001 : 0 };
}

/** How long a promotion may take from the order to the first write: nobody thinks it over, and names change at once here. */
export function promotionSeconds({ regionChange }: DeploymentPlan): number {
  const { decision: _decision, dns: _dns, ...parts } = regionChange!.promise.parts;
  return Object.values(parts).reduce((sum, part) => sum + part, 0);
}

/** The other region takes over: recovery counts from the order, and nowhere two regions acknowledge writes at once. */
export function takenOver(plan: DeploymentPlan, lossSeconds: number): Expectation {
  return {
    serves: true, promisedRtoSeconds: promotionSeconds(plan), rtoDeclared: false,
    promisedLossSeconds: lossSeconds, lossDeclared: false, dualPrimarySeconds: 0,
  };
}
