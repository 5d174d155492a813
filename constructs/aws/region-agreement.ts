import { RegionStrategy } from '../../lib/model';
import { HOME_REGION, REPLICA_REGION, type DeploymentPlan, type PlanNode } from '../../lib/plan';
import type { PolicyStatement } from '../../lib/aws';
import type { WitnessConfig } from '../../lib/config';
import type { SecretCopies } from './node-certificates';
import type { ReplicaRegionOptions } from './replica-region-options';

/** What a fleet is told about regions. */
export interface FleetRegion {
  /** Logical name in the plan, `region-1` or `region-2`. */
  readonly name: string;
  /** Node of the other region to its name. */
  readonly hosts: Record<string, string>;
  readonly witness: WitnessConfig;
  readonly statements: PolicyStatement[];
  /** Where its secrets are needed, too. @default - here only */
  readonly copies?: SecretCopies;
}

/**
 * What two regions agree on without asking each other: names. Everything here is known when the app is synthesized, so the
 * stack of neither region's nodes refers to one in the other region, and each can be deployed while the other is lost.
 */
export class RegionAgreement {
  constructor(private readonly plan: DeploymentPlan, private readonly options: ReplicaRegionOptions) {}

  /** The private zone of both regions' nodes. */
  public get zoneName(): string {
    return this.options.zoneName ?? `${this.plan.name}.redis-ha.internal`;
  }

  /** Whether the other region has nodes before it is needed. */
  public get hasNodes(): boolean {
    return this.options.strategy !== RegionStrategy.BACKUP_RESTORE;
  }

  /** Names of secrets that both regions read. @param what a user, or `certificate` or `ca` */
  public secretName(what: string): string {
    return `redis-ha/${this.plan.name}/${what}`;
  }

  public get home(): FleetRegion {
    const { region, secretsKey: encryptionKey } = this.options;
    const copies = { region, encryptionKey, nameOf: (what: string): string => this.secretName(what) };
    return { ...this.of(HOME_REGION, this.plan.regions[1]!.nodes!), ...(this.hasNodes ? { copies } : {}) };
  }

  public get replica(): FleetRegion {
    return this.of(REPLICA_REGION, this.plan.nodes);
  }

  private of(name: string, others: PlanNode[]): FleetRegion {
    const { witness } = this.options;
    const { url, signingRegion } = witness._address;
    return {
      name,
      hosts: this.hasNodes ? Object.fromEntries(others.map((node) => [node.name, `${node.name}.${this.zoneName}`])) : {},
      witness: { url, ...(signingRegion === undefined ? {} : { signingRegion }) },
      statements: witness._statements(this.plan.name),
    };
  }
}
