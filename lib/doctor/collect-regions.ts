import { allNodes, NodeRole, regionOf } from '../plan';
import { getJson } from '../redis';
import { timeoutOf, type Access } from './ask';
import type { RegionNodeObservation } from './observation';

interface RegionStatus {
  readonly redis?: { readonly linkUp?: boolean; readonly copying?: boolean; readonly role?: string };
  readonly lag?: { readonly seconds: number };
  readonly region?: {
    readonly active?: string;
    readonly epoch?: number;
    readonly moving?: object;
    readonly provenMsAgo?: number;
    readonly mayWrite?: boolean;
  };
}

/** What the agents of both regions say about them; undefined where there is one. Never rejects. */
export async function observeRegions(access: Access): Promise<RegionNodeObservation[] | undefined> {
  const { plan, addresses } = access;
  if (!plan.regionChange) {
    return undefined;
  }
  const running = allNodes(plan).filter(({ dormant }) => !dormant);
  return Promise.all(running.map(async ({ name, roles, shard }): Promise<RegionNodeObservation> => {
    const address = addresses[name];
    const answer = address === undefined ? undefined
      : await getJson<RegionStatus>(address, plan.ports.agent, '/status', timeoutOf(access));
    const { region, redis, lag } = answer?.body ?? {};
    return {
      node: name, region: regionOf(plan, name), dataSet: roles.includes(NodeRole.DATA) ? String(shard ?? 1) : '',
      reachable: answer !== undefined, active: region?.active ?? '', epoch: region?.epoch ?? 0, moving: region?.moving !== undefined,
      inSync: redis?.role === 'replica' && redis.linkUp === true && redis.copying !== true,
      mayWrite: region?.mayWrite ?? false,
      ...(region?.provenMsAgo === undefined ? {} : { provenSecondsAgo: region.provenMsAgo / 1000 }),
      ...(lag ? { lagSeconds: lag.seconds } : {}),
    };
  }));
}
