import { RegionStrategy, validateReplicaRegion, type DeploymentSpec, type Settings } from '../model';
import { NodeRole, type DeploymentPlan, type Finding, type PlanNode, type PlanRegion, type PlanRegionChange } from './deployment-plan';
import { error } from './finding';
import { withMoves } from './moves';
import { domainNames, place } from './placement';
import { regionPromise } from './promise-region';

export const HOME_REGION = 'region-1';
export const REPLICA_REGION = 'region-2';

/** Names in the other region; no platform's names of nodes begin so. */
const PREFIX = 'r2-';

/** The members of a plan that say where its regions are. */
export function planRegions(spec: DeploymentSpec, settings: Settings): Pick<DeploymentPlan, 'regions' | 'regionChange'> {
  const home: PlanRegion = { name: HOME_REGION, role: 'primary' };
  if (!spec.replicaRegion) {
    return { regions: [home] };
  }
  const replica = validateReplicaRegion(spec.replicaRegion);
  const failureDomains = domainNames(replica.failureDomains).map((domain) => PREFIX + domain);
  const { strategy, objectives, leaseSeconds, whenUnsure, decisionSeconds, backupIntervalSeconds } = replica;
  const regionChange: PlanRegionChange = {
    strategy, leaseSeconds, whenUnsure, decisionSeconds, backupIntervalSeconds,
    objectives: { rpoSeconds: objectives.rpoSeconds, rtoSeconds: objectives.rtoSeconds },
    promise: regionPromise(replica, settings),
  };
  const nodes = withMoves(nodesThere(spec, strategy, failureDomains), replica.moved, failureDomains, 'replicaRegion.moved');
  return { regions: [home, { name: REPLICA_REGION, role: 'replica', failureDomains, nodes }], regionChange };
}

/** The same topology once more; a pilot light burns on the first data node of each data set. */
function nodesThere(spec: DeploymentSpec, strategy: string, domains: string[]): PlanNode[] {
  const lit = new Set<number>();
  return place(spec.name, spec.topology, domains).map((node): PlanNode => {
    const shard = node.shard ?? 1;
    const burns = node.roles.includes(NodeRole.DATA) && !lit.has(shard);
    lit.add(shard);
    const dormant = strategy === RegionStrategy.BACKUP_RESTORE || (strategy === RegionStrategy.PILOT_LIGHT && !burns);
    const name = PREFIX + node.name;
    return { ...node, name, address: `${name}.${spec.name}`, ...(dormant ? { dormant } : {}) };
  });
}

/** What the other region was declared to keep and cannot. */
export function regionFindings(spec: DeploymentSpec, settings: Settings): Finding[] {
  if (!spec.replicaRegion) {
    return [];
  }
  const replica = validateReplicaRegion(spec.replicaRegion);
  const { rtoSeconds, rpoSeconds, parts } = regionPromise(replica, settings);
  const sum = Object.entries(parts).map(([part, seconds]) => `${part} ${seconds} s`).join(', ');
  return [
    ...(rtoSeconds > replica.objectives.rtoSeconds
      ? [error('region-rto-too-tight', 'replicaRegion.objectives.rto',
        `${replica.objectives.rtoSeconds} s is less than a promotion takes with ${replica.strategy}: ${rtoSeconds} s (${sum})`,
        `declare at least ${rtoSeconds} s, decide sooner (replicaRegion.decisionSeconds)`
          + (replica.strategy === RegionStrategy.WARM ? '' : `, or use ${RegionStrategy.WARM}`))] : []),
    ...(rpoSeconds > replica.objectives.rpoSeconds
      ? [error('region-rpo-too-tight', 'replicaRegion.objectives.rpo',
        replica.strategy === RegionStrategy.BACKUP_RESTORE
          ? `${replica.objectives.rpoSeconds} s is less than lies between two copied backups: ${rpoSeconds} s`
          : `${replica.objectives.rpoSeconds} s is less than the lag of a replica is known within: ${rpoSeconds} s`,
        replica.strategy === RegionStrategy.BACKUP_RESTORE
          ? `declare at least ${rpoSeconds} s, back up more often (replicaRegion.backupIntervalSeconds), or use ${RegionStrategy.WARM}`
          : `declare at least ${rpoSeconds} s`)] : []),
  ];
}

/** The region whose node this is. @throws Error for a name that is no node of the plan */
export function regionOf(plan: DeploymentPlan, node: string): string {
  const region = plan.regions.find(({ nodes = plan.nodes }) => nodes.some(({ name }) => name === node));
  if (!region) {
    throw new Error(`"${node}" is no node of ${plan.name}`);
  }
  return region.name;
}

/** The other region's nodes; none where there is one region. */
export function remoteNodes(plan: DeploymentPlan): PlanNode[] {
  return plan.regions[1]?.nodes ?? [];
}

/** Nodes of both regions, the active one's first. */
export function allNodes(plan: DeploymentPlan): PlanNode[] {
  return [...plan.nodes, ...remoteNodes(plan)];
}

/**
 * The same deployment with that region active: its nodes are the plan's, and the other region's are aside. Pure; turning it
 * over twice gives the plan back.
 *
 * @throws Error for a region the plan does not have
 */
export function planOf(plan: DeploymentPlan, active: string): DeploymentPlan {
  const [now, other] = plan.regions;
  if (now!.name === active) {
    return plan;
  }
  if (other?.name !== active || !other.nodes || !other.failureDomains) {
    throw new Error(`${plan.name} has no region "${active}"; it has ${plan.regions.map(({ name }) => name).join(', ')}`);
  }
  return {
    ...plan,
    nodes: other.nodes,
    failureDomains: other.failureDomains,
    topology: { ...plan.topology, bootstrapNode: other.nodes.find(({ roles }) => roles.includes(NodeRole.DATA))!.name },
    regions: [{ name: active, role: 'primary' }, { name: now!.name, role: 'replica', failureDomains: plan.failureDomains, nodes: plan.nodes }],
  };
}
