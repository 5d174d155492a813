import { UserName } from '../model';
import { HOME_REGION, type DeploymentPlan } from '../plan';

/**
 * The user that Sentinels of a region log in as. Each region has its own, since to nodes of the other one a Sentinel may be a
 * stranger: it watches the data node there that copies, and one that has not heard of a promotion would make the new primary a
 * replica again, and count among the Sentinels there, which take whoever says hello under their primary's name for one of them.
 *
 * @param region name in the plan. @default - the region whose plan this is
 * @see https://github.com/redis/redis/blob/7.0.15/src/sentinel.c sentinelProcessHelloMessage, sentinelRefreshInstanceInfo
 */
export function sentinelUser({ regions }: DeploymentPlan, region = regions[0]!.name): string {
  return region === HOME_REGION ? UserName.SENTINEL : `${UserName.SENTINEL}-${region}`;
}

/**
 * What Sentinels of the other region may do on a data node: see that it lives and whom it copies from, and listen. A Sentinel
 * that may not listen never counts as connected; one that may not publish is known to nobody.
 */
export const SENTINEL_ELSEWHERE = [
  'resetkeys', 'resetchannels', '&__sentinel__:hello', '-@all', '+@connection', '-@admin', '-@dangerous', '+info', '+role', '+subscribe',
];
