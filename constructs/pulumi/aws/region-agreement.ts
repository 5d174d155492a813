import * as pulumi from '@pulumi/pulumi';
import { requireThreePlaces, type PolicyStatement, type RegionNaming } from '../../../lib/aws';
import type { WitnessConfig } from '../../../lib/config';
import type { DeploymentPlan } from '../../../lib/plan';
import { naming } from './deployment-spec';
import type { ReplicaRegionOptions } from './replica-region-options';

/** What a fleet is told about regions. */
export interface FleetRegion {
  /** Logical name in the plan, `region-1` or `region-2`. */
  readonly name: string;
  /** Node of the other region to its name. */
  readonly hosts: Record<string, string>;
  readonly witness: pulumi.Output<WitnessConfig>;
  readonly statements: pulumi.Output<PolicyStatement[]>;
}

/** What two regions agree on. */
export interface RegionAgreement {
  readonly component: string;
  readonly plan: DeploymentPlan;
  readonly options: ReplicaRegionOptions;
  /** Names that both know without asking each other. */
  readonly names: RegionNaming;
}

/**
 * One region's part of it.
 *
 * @param name `region-1` or `region-2`
 * @param home region of the home region's nodes, where it is known
 */
export function fleetRegion(agreement: RegionAgreement, name: string, home?: pulumi.Output<string>): FleetRegion {
  const { component, plan, options, names } = agreement;
  const { witness } = options;
  // The program ends as soon as it is known that two of the three places are one, and before a node is told of its witness.
  const told = pulumi.all([witness._address, witness._region, home]).apply(([address, third, here]): WitnessConfig => {
    naming(component, () => requireThreePlaces({
      home: here, other: options.region, witness: third,
    }, 'the component\'s provider'));
    const { url, signingRegion } = address;
    return { url, ...(signingRegion === undefined ? {} : { signingRegion }) };
  });
  return { name, hosts: names.hosts(name), witness: told, statements: witness._statements(plan.name) };
}
