import { RegionStrategy } from '../model';
import { planOf, remoteNodes, type DeploymentPlan } from '../plan';

/** Zones that the nodes of the other region are spread over, unless something else is declared. */
export const REPLICA_ZONES = 3;

/** What is declared about the other region and shapes names. */
export interface DeclaredRegion {
  readonly strategy: RegionStrategy;
  /** Private zone of both regions' nodes. @default - `<deployment>.redis-ha.internal` */
  readonly zoneName?: string;
}

/**
 * What two regions agree on without asking each other: names. All of it is known before anything is deployed, so the nodes of
 * neither region need a value that the other one's deployment has made, and each can be deployed while the other is lost.
 */
export class RegionNaming {
  /** @param plan the home region active */
  constructor(private readonly plan: DeploymentPlan, private readonly declared: DeclaredRegion) {}

  /** The private zone of both regions' nodes. */
  public get zoneName(): string {
    return this.declared.zoneName ?? `${this.plan.name}.redis-ha.internal`;
  }

  /** Whether the other region has nodes before it is needed. */
  public get hasNodes(): boolean {
    return this.declared.strategy !== RegionStrategy.BACKUP_RESTORE;
  }

  /** Names of secrets that both regions read. @param what a user, or `certificate` or `ca` */
  public secretName(what: string): string {
    return `redis-ha/${this.plan.name}/${what}`;
  }

  /** Nodes of the other region by their names, as those of one region are told. @param region `region-1` or `region-2` */
  public hosts(region: string): Record<string, string> {
    const others = this.hasNodes ? remoteNodes(planOf(this.plan, region)) : [];
    return Object.fromEntries(others.map(({ name }) => [name, `${name}.${this.zoneName}`]));
  }
}
