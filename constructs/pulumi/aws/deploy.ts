import * as pulumi from '@pulumi/pulumi';
import { deploymentWarnings, instanceArchitecture, namesWith } from '../../../lib/aws';
import { UserName, type Topology } from '../../../lib/model';
import { HOME_REGION, type DeploymentPlan, type NodeRole } from '../../../lib/plan';
import { childOptions, declare, homeRegionOf } from './declaration';
import type { RedisDeploymentArgs } from './deployment-args';
import { inArgumentNames } from './deployment-spec';
import type { HomeRegion } from './home-region';
import { NodeFleet } from './node-fleet';
import { placeOf } from './place';
import { primaryBalancer, type LoadBalancerAccess, type PrimaryLoadBalancer } from './primary-load-balancer';
import { NodeNames } from './private-dns';
import { fleetRegion } from './region-agreement';
import { makeRegionAlarms } from './region-alarms';
import { copiedSecrets, secretCopies } from './region-secrets';
import { tlsAccess, type DeploymentTls } from './tls-access';
import { userSecrets, type NodeSecrets } from './user-secrets';
import { zonesOf } from './zones';

/** What every topology may be declared by; those without one primary have no load balancer. */
export interface DeployArgs extends RedisDeploymentArgs {
  readonly loadBalancer?: PrimaryLoadBalancer;
}

/** What nodes were made of, in either region. */
export interface Deployed {
  /** As the region's nodes see it. */
  readonly plan: DeploymentPlan;
  readonly fleet: NodeFleet;
  readonly secrets: NodeSecrets;
  readonly names?: NodeNames;
  readonly loadBalancer?: LoadBalancerAccess;
  readonly tls?: DeploymentTls;
  /** What a client's policy calls the secrets that it is to read. */
  readonly connect: pulumi.Output<string>[];
  /** ARN of the key of its secrets, where it has one of its own. */
  readonly key?: pulumi.Input<string>;
  /** Only of one that declares another region. */
  readonly home?: HomeRegion;
}

/** Plans what was declared and makes all of it, below the user's component. */
export function deploy(
  component: string, parent: pulumi.Resource, args: DeployArgs, topology: () => Topology,
): Deployed {
  const declaration = declare(component, args, topology);
  const { plan, instanceType, image, ssmAgent, tls } = declaration;
  const options = childOptions(component, parent, args);
  const chosen = image._bind(parent, instanceArchitecture(instanceType));
  for (const { id, text } of deploymentWarnings(plan, ssmAgent, chosen.floating)) {
    void pulumi.log.warn(`redis-ha-constructs:${id}: ${inArgumentNames(text)}`, parent);
  }

  const place = placeOf(parent);
  const home = homeRegionOf(component, declaration, args);
  const copies = home?.names.hasNodes ? secretCopies(home.names, home.options) : undefined;
  const secrets = userSecrets(component, plan.users.map(({ name }) => name), args.key, options);
  const fleet = new NodeFleet(component, {
    ...declaration, args, secrets, image: chosen, place, region: home && fleetRegion(home, HOME_REGION, place.region),
    zones: zonesOf(component, args.subnetIds, parent),
  }, options);
  const { nodes } = fleet;
  const names = args.dns && new NodeNames(component, { dns: args.dns, vpcId: args.vpcId, plan, nodes }, parent);
  const loadBalancer = args.loadBalancer && primaryBalancer(component, args.loadBalancer, {
    plan, vpcId: args.vpcId, subnetIds: args.subnetIds, nodesSecurityGroupId: fleet.network.securityGroup.id, nodes, names,
  }, parent);
  const certificates = tls.certificates?.({
    component,
    plan,
    key: args.key,
    options,
    copies,
    ipAddresses: nodes.map(({ address }) => address),
    // One name for them all: every handshake carries the names.
    dnsNames: [...names ? [pulumi.interpolate`*.${names.domain}`] : [], ...loadBalancer ? [loadBalancer.dnsName] : []],
  });
  fleet.launch(certificates);
  const copied = copies ? [...copiedSecrets(component, secrets, copies, args.key, options), ...certificates?.issued ?? []] : [];
  if (copies) {
    makeRegionAlarms(component, 'RegionAlarms', {
      deployment: plan.name, change: plan.regionChange!, follows: false,
    }, home!.options.alarmActions, parent);
  }
  return {
    plan, fleet, secrets, names, loadBalancer, tls: tlsAccess(plan, certificates), key: args.key,
    connect: connectable(secrets, certificates?.caPolicyArn ?? certificates?.caSecretArn),
    home: home && { ...home, copied, end: { vpcId: args.vpcId, subnetIds: args.subnetIds, fleet, region: place.region, parent } },
  };
}

/** The password of the user `app`, and what is to be trusted, where that is a secret. */
export function connectable({ policyArns }: NodeSecrets, ca?: pulumi.Output<string>): pulumi.Output<string>[] {
  return [policyArns[UserName.APP]!, ...ca === undefined ? [] : [ca]];
}

/** `address:port` of the nodes with that role, in the plan's order. */
export function endpointsOf({ fleet, plan }: Deployed, role: NodeRole, port: number): pulumi.Output<string>[] {
  const names = namesWith(plan, role);
  return fleet.nodes.filter(({ nodeName }) => names.includes(nodeName)).map((node) => pulumi.interpolate`${node.address}:${port}`);
}
