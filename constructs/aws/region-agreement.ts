import { HOME_REGION, REPLICA_REGION, type DeploymentPlan } from '../../lib/plan';
import { RegionNaming, type PolicyStatement } from '../../lib/aws';
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
export class RegionAgreement extends RegionNaming {
  readonly #plan: DeploymentPlan;
  readonly #options: ReplicaRegionOptions;

  constructor(plan: DeploymentPlan, options: ReplicaRegionOptions) {
    super(plan, options);
    this.#plan = plan;
    this.#options = options;
  }

  public get home(): FleetRegion {
    const { region, secretsKey: encryptionKey } = this.#options;
    const copies = { region, encryptionKey, nameOf: (what: string): string => this.secretName(what) };
    return { ...this.of(HOME_REGION), ...(this.hasNodes ? { copies } : {}) };
  }

  public get replica(): FleetRegion {
    return this.of(REPLICA_REGION);
  }

  private of(name: string): FleetRegion {
    const { witness } = this.#options;
    const { url, signingRegion } = witness._address;
    return {
      name,
      hosts: this.hosts(name),
      witness: { url, ...(signingRegion === undefined ? {} : { signingRegion }) },
      statements: witness._statements(this.#plan.name),
    };
  }
}
