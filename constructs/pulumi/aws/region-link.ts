import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { activeName } from '../../../lib/aws';
import { InvalidInput } from '../../../lib/model';
import { HOME_REGION, planOf, REPLICA_REGION, type DeploymentPlan } from '../../../lib/plan';
import { childName, namingArguments } from '../shared';
import { RegionConnection, type RouteTarget } from './region-connection';
import { checkLink, checkReturn } from './region-link-checks';
import { linkEnd, memberOfEnd, ofEnd, type RegionLinkEnd } from './region-link-end';
import { regionZone } from './region-link-names';
import type { RedisDeployment } from './redis-deployment';
import { regionOpenings } from './region-openings';
import { regionRoutes, requireRouteTables } from './region-routes';
import type { ReplicaRegion } from './replica-region';

/** Arguments of RegionLink. */
export interface RegionLinkArgs {
  /** The other region's nodes, and by them the home region's. */
  readonly replica: ReplicaRegion;
  /**
   * What `RegionLink.homeEnd` has given in the home region's program.
   *
   * @default - that of the deployment which `replica` was made from, where this program makes it
   */
  readonly home?: pulumi.Input<RegionLinkEnd>;
  /**
   * How packets get from one VPC to the other.
   *
   * @default RegionConnection.peering()
   */
  readonly connection?: RegionConnection;
  /**
   * Route tables of the home region that get a route to the other region, each once: those of the nodes' subnets, and of clients
   * that go on from here after a promotion. Add new ones at the end.
   *
   * @default - none, which is an error unless it is `RegionConnection.routed()`
   */
  readonly routeTableIds?: pulumi.Input<string>[];
}

/** @internal */
export interface LinkedRegions {
  /** As declared, the home region active. */
  readonly plan: DeploymentPlan;
  readonly home: pulumi.Input<RegionLinkEnd>;
  readonly there: RegionLinkEnd;
}

/**
 * Connects the two regions of a deployment, with a provider of the home region: the peering connection, names of all nodes in a
 * private zone of both VPCs, and the home region's routes and openings. `RegionLinkReturn` makes those of the other region.
 *
 * It needs both regions' nodes and neither needs it. Until it is there the nodes of each region know the others by names that
 * nobody answers; from then on their agents learn the addresses within a minute and restart, one node after the other.
 */
export class RegionLink extends pulumi.ComponentResource {
  /**
   * What a link has to know of the home region, for a program that makes the other region and the link: an output of the home
   * region's stack.
   *
   * @throws Error for a deployment that declares no other region, or that another program makes
   */
  public static homeEnd(home: RedisDeployment): RegionLinkEnd {
    const end = home._home?.end;
    if (!end) {
      throw new Error(`${home.deploymentName} declares no other region; give the deployment itself, with \`replicaRegion\``);
    }
    return linkEnd(end);
  }

  /** The private zone. */
  public readonly hostedZone: aws.route53.Zone;
  /** Id of the peering connection; undefined where none was made. */
  public readonly peeringConnectionId?: pulumi.Output<string>;
  /**
   * Name at which clients begin, whichever region is active: its Sentinels, or its data nodes where there are none. A promotion
   * by `RegionRunbook` leads it to the other region.
   */
  public readonly activeName: string;
  /** @internal */
  public readonly _replica: ReplicaRegion;
  /** @internal */
  public readonly _regions: LinkedRegions;
  /** Where routes of the other region lead. @internal */
  public readonly _wayBack?: RouteTarget;
  readonly #zoneName: string;

  /** @throws Error that names the argument */
  constructor(name: string, args: RegionLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RegionLink', name, {}, opts);
    const { replica, connection = RegionConnection.peering() } = args;
    const { plan, names } = replica._of;
    const { home, routeTableIds } = namingArguments(name, () => ({
      home: args.home ?? homeOf(replica), routeTableIds: requireRouteTables(args.routeTableIds, connection._kind !== 'routed'),
    }));
    const there = linkEnd(replica._end);
    this._replica = replica;
    this._regions = { plan, home, there };
    this.#zoneName = names.zoneName;
    const active = activeName(this.#zoneName);
    this.activeName = `${active.name}.${this.#zoneName}`;

    const vpcId = checkedVpc(name, this, this._regions);
    if (connection._kind === 'peering') {
      this.peeringConnectionId = new aws.ec2.VpcPeeringConnection(childName(name, 'Peering'), {
        vpcId, peerVpcId: there.vpcId, peerRegion: there.region,
      }, { parent: this }).id;
    }
    const made = this.peeringConnectionId === undefined ? undefined : { vpcPeeringConnectionId: this.peeringConnectionId };
    this._wayBack = connection._replica ?? made;
    regionRoutes(name, {
      routeTableIds, destination: ofEnd(there, 'vpcCidr'), target: connection._home ?? made,
    }, { parent: this });
    const ofReplica = planOf(plan, REPLICA_REGION);
    regionOpenings(name, {
      id: 'Home', plan: planOf(plan, HOME_REGION), securityGroupId: ofEnd(home, 'securityGroupId'),
      from: cidrsOf(name, there, ofReplica),
    }, this);
    const isThere = (node: string): boolean => ofReplica.nodes.some(({ name: other }) => other === node);
    this.hostedZone = regionZone(name, {
      zoneName: this.#zoneName,
      vpcs: [{ vpcId, vpcRegion: ofEnd(home, 'region') }, { vpcId: there.vpcId, vpcRegion: there.region }],
      plan,
      addressOf: (node) => memberOfEnd(name, isThere(node) ? there : home, 'addresses', node),
    }, this);
    this.registerOutputs({ activeName: this.activeName, peeringConnectionId: this.peeringConnectionId });
  }

  /** Name at which clients of one region begin. @param region `region-1` (the home region) or `region-2` */
  public regionName(region: string): string {
    return `${region}.${this.#zoneName}`;
  }
}

/** Arguments of RegionLinkReturn. */
export interface RegionLinkReturnArgs {
  /** The link, of the home region. */
  readonly link: RegionLink;
  /**
   * Route tables of this region that get a route to the home region, each once: those of the nodes' subnets, and of clients. Add
   * new ones at the end.
   *
   * @default - none, which is an error unless it is `RegionConnection.routed()`
   */
  readonly routeTableIds?: pulumi.Input<string>[];
}

/**
 * The other end of a RegionLink, with a provider of the other region: it accepts the peering connection, and makes routes back
 * and the openings of that region's nodes.
 */
export class RegionLinkReturn extends pulumi.ComponentResource {
  /** @throws Error that names the argument */
  constructor(name: string, { link, routeTableIds }: RegionLinkReturnArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RegionLinkReturn', name, {}, opts);
    const { plan, home, there } = link._regions;
    const target = link._wayBack;
    const tables = namingArguments(name, () => requireRouteTables(routeTableIds, target !== undefined));
    const here = checkedHere(name, this, there);
    // A connection between regions is accepted in the other one.
    const accepted = link.peeringConnectionId === undefined ? [] : [
      new aws.ec2.VpcPeeringConnectionAccepter(childName(name, 'Accept'), {
        vpcPeeringConnectionId: pulumi.all([link.peeringConnectionId, here]).apply(([id]) => id), autoAccept: true,
      }, { parent: this }),
    ];
    regionRoutes(name, {
      routeTableIds: tables, destination: pulumi.all([ofEnd(home, 'vpcCidr'), here]).apply(([cidr]) => cidr), target,
    }, { parent: this, dependsOn: accepted });
    regionOpenings(name, {
      id: 'Replica', plan: planOf(plan, REPLICA_REGION), securityGroupId: there.securityGroupId,
      from: cidrsOf(name, home, planOf(plan, HOME_REGION)),
    }, this);
    this.registerOutputs();
  }
}

function homeOf({ _of: { end, component } }: ReplicaRegion): RegionLinkEnd {
  if (!end) {
    throw new InvalidInput('home', `another program makes the nodes of ${component}, and has not told where they are`,
      'in that program, give `RegionLink.homeEnd(deployment)` as an output, and here that output of a StackReference');
  }
  return linkEnd(end);
}

/** Addresses of a region's nodes, zone by zone. */
function cidrsOf(
  component: string, end: pulumi.Input<RegionLinkEnd>, { failureDomains }: DeploymentPlan,
): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(failureDomains.map((zone) => [zone, memberOfEnd(component, end, 'zoneCidrs', zone)]));
}

/** The home region's VPC, once it is certain that the link is made there and that a route can lead to the other one. */
function checkedVpc(component: string, parent: pulumi.Resource, { home, there }: LinkedRegions): pulumi.Output<string> {
  const { region: here } = aws.getRegionOutput({}, { parent });
  return pulumi.all([here, ofEnd(home, 'region'), ofEnd(home, 'vpcCidr'), there.vpcCidr, ofEnd(home, 'vpcId')])
    .apply(([region, wanted, cidr, cidrThere, vpcId]) => {
      checkLink(component, { here: region, home: wanted, cidr, cidrThere });
      return vpcId;
    });
}

function checkedHere(component: string, parent: pulumi.Resource, there: RegionLinkEnd): pulumi.Output<void> {
  return pulumi.all([aws.getRegionOutput({}, { parent }).region, there.region]).apply(([region, wanted]) =>
    checkReturn(component, region, wanted));
}
