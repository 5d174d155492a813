import { HOME_REGION, NodeRole, planOf, PROMOTION, REPLICA_REGION, type DeploymentPlan } from '../plan';
import type { NodeName } from './names';
import { namesWith } from './node-group';

/** The private zone of two regions. */
export const REGION_ZONE = {
  comment: 'Redis nodes of two regions',
  /** An address is for life; a node that moves is the exception, and is asked for every half minute. */
  ttlSeconds: 30,
} as const;

/** Address records of the zone: one for each node of either region, and one for each region, where its clients begin. */
export function regionNames(plan: DeploymentPlan): NodeName[] {
  const regions = [HOME_REGION, REPLICA_REGION].map((name) => ({ name, plan: planOf(plan, name) }));
  return [
    ...regions.flatMap(({ plan: { nodes } }) => nodes.map(({ name }) => ({ name, nodes: [name] }))),
    ...regions.map(({ name, plan: ofRegion }) => ({ name, nodes: entranceOf(ofRegion) })),
  ];
}

/** Sentinels, or data nodes where there are none. */
function entranceOf(plan: DeploymentPlan): string[] {
  const sentinels = namesWith(plan, NodeRole.SENTINEL);
  return sentinels.length > 0 ? sentinels : namesWith(plan, NodeRole.DATA);
}

/** An alias in the zone. */
export interface ActiveName {
  /** Without the zone's. */
  readonly name: string;
  /** What it leads to as long as nobody has promoted the other region. */
  readonly target: string;
  readonly ttlSeconds: number;
}

/** What clients of either region ask for. Whoever deploys makes it once: from then on promotions lead it. */
export function activeName(zoneName: string): ActiveName {
  return { name: 'active', target: `${HOME_REGION}.${zoneName}`, ttlSeconds: PROMOTION.dns };
}
