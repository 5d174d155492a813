import * as pulumi from '@pulumi/pulumi';
import {
  checkEngineAgainstImage, deploymentWarnings, instanceArchitecture, namesWith, Packages, requireAcceptable, SsmAgent,
} from '../../../lib/aws';
import { Engine, type Topology } from '../../../lib/model';
import type { DeploymentPlan, NodeRole } from '../../../lib/plan';
import { keptBy } from '../shared';
import type { RedisDeploymentArgs } from './deployment-args';
import { inArgumentNames, naming, planDeployment } from './deployment-spec';
import { NodeFleet } from './node-fleet';
import { NodeImage } from './node-image';
import { placeOf } from './place';
import { primaryBalancer, type LoadBalancerAccess, type PrimaryLoadBalancer } from './primary-load-balancer';
import { NodeNames } from './private-dns';
import { Tls } from './tls';
import { tlsAccess, type DeploymentTls } from './tls-access';
import { zonesOf } from './zones';

const DEFAULT_INSTANCE_TYPE = 'r7g.large';

/** What every topology may be declared by; those without one primary have no load balancer. */
export interface DeployArgs extends RedisDeploymentArgs {
  readonly loadBalancer?: PrimaryLoadBalancer;
}

/** What `deploy` made. */
export interface Deployed {
  readonly plan: DeploymentPlan;
  readonly fleet: NodeFleet;
  readonly names?: NodeNames;
  readonly loadBalancer?: LoadBalancerAccess;
  readonly tls?: DeploymentTls;
  /** ARN of the key of its secrets, where it has one of its own. */
  readonly key?: pulumi.Input<string>;
}

/** Plans what was declared and makes all of it, below the user's component. */
export function deploy(
  component: string, parent: pulumi.Resource, args: DeployArgs, topology: () => Topology,
): Deployed {
  const engine = args.engine ?? Engine.REDIS_8_0;
  const packages = args.packages ?? Packages.distribution();
  const ssmAgent = args.ssmAgent ?? SsmAgent.none();
  const instanceType = args.instanceType ?? DEFAULT_INSTANCE_TYPE;
  const image = args.image ?? NodeImage.debian13();
  const tls = (args.tls ?? Tls.ownAuthority())._bind();
  const plan = planDeployment(component, args, { topology, engine, instanceType, tls });
  const options = naming(component, () => {
    checkEngineAgainstImage(engine, packages, image.debianRelease);
    requireAcceptable(plan, args.acceptNewVolumes ?? []);
    return { parent, kept: keptBy(args) };
  });
  const chosen = image._bind(parent, instanceArchitecture(instanceType));
  for (const { id, text } of deploymentWarnings(plan, ssmAgent, chosen.floating)) {
    void pulumi.log.warn(`redis-ha-constructs:${id}: ${inArgumentNames(text)}`, parent);
  }

  const fleet = new NodeFleet(component, {
    plan, args, engine, packages, ssmAgent, instanceType, image: chosen, place: placeOf(parent),
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
    ipAddresses: nodes.map(({ address }) => address),
    // One name for them all: every handshake carries the names.
    dnsNames: [...names ? [pulumi.interpolate`*.${names.domain}`] : [], ...loadBalancer ? [loadBalancer.dnsName] : []],
  });
  fleet.launch(certificates);
  return { plan, fleet, names, loadBalancer, tls: tlsAccess(plan, certificates), key: args.key };
}

/** `address:port` of the nodes with that role, in the plan's order. */
export function endpointsOf({ fleet, plan }: Deployed, role: NodeRole, port: number): pulumi.Output<string>[] {
  const names = namesWith(plan, role);
  return fleet.nodes.filter(({ nodeName }) => names.includes(nodeName)).map((node) => pulumi.interpolate`${node.address}:${port}`);
}
