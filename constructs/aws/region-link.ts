import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { activeName, requireRoutesOf } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import { RegionConnection, type RouteTarget } from './region-connection';
import { RegionNames } from './region-names';
import { cidrOf, requireApart } from './region-network';
import { RegionOpenings } from './region-openings';
import type { ReplicaRegion } from './replica-region';

/** Properties of RegionLink. */
export interface RegionLinkProps {
  /** The other region's nodes, and by them the home region's. */
  readonly replica: ReplicaRegion;
  /**
   * How packets get from one VPC to the other.
   *
   * @default RegionConnection.peering()
   */
  readonly connection?: RegionConnection;
  /**
   * Subnets of the home region, besides the nodes', that get a route to the other region: those of clients that go on from here
   * after a promotion.
   *
   * @default - none
   */
  readonly alsoFrom?: ec2.ISubnet[];
}

/**
 * Connects the two regions of a deployment, from a stack in the home region: the peering connection, names of all nodes in a
 * private zone of both VPCs, and the home region's routes and openings. `RegionLinkReturn` makes those of the other region.
 *
 * It refers to both regions' stacks and neither refers to it, so it is deployed after them. Until then the nodes of each region
 * know the others by names that nobody answers; from then on their agents learn the addresses within a minute and restart, one
 * node after the other. Nothing but CloudFormation's own resources is used.
 */
export class RegionLink extends Construct {
  /** The private zone. */
  public readonly hostedZone: route53.IPrivateHostedZone;
  /** Id of the peering connection; undefined where none was made. */
  public readonly peeringConnectionId?: string;
  /** @internal */
  public readonly _replica: ReplicaRegion;
  /** Where routes of the other region lead. @internal */
  public readonly _wayBack?: RouteTarget;

  constructor(scope: Construct, id: string, props: RegionLinkProps) {
    super(scope, id);
    const { replica } = props;
    const connection = props.connection ?? RegionConnection.peering();
    const { _of: home, _end: there } = replica;
    requireRegion(this, Stack.of(home.fleet).region, 'home');
    const cidrThere = cidrOf(there.vpc, 'replica.vpc');
    requireApart(cidrOf(home.vpc, 'home.vpc'), cidrThere);
    this._replica = replica;
    if (connection._kind === 'peering') {
      this.peeringConnectionId = this.peering(home.vpc, there.vpc, Stack.of(replica).region);
    }
    const made = this.peeringConnectionId === undefined ? undefined : { vpcPeeringConnectionId: this.peeringConnectionId };
    this._wayBack = connection._replica ?? made;
    new RegionOpenings(this, 'Home', {
      here: home, there, cidrThere, target: connection._home ?? made, alsoFrom: props.alsoFrom ?? [], prop: 'home.vpc',
    });
    this.hostedZone = new RegionNames(this, 'Names', {
      zoneName: home.agreement.zoneName, vpcs: [home.vpc, there.vpc], plan: home.plan,
      nodes: [...home.fleet.nodes, ...there.fleet.nodes],
    }).zone;
  }

  /**
   * Name at which clients begin, whichever region is active: its Sentinels, or its data nodes where there are none. A promotion
   * by `RegionRunbook` leads it to the other region.
   */
  public get activeName(): string {
    const { zoneName } = this.hostedZone;
    return `${activeName(zoneName).name}.${zoneName}`;
  }

  /** Name at which clients of one region begin. @param region `region-1` (the home region) or `region-2` */
  public regionName(region: string): string {
    return `${region}.${this.hostedZone.zoneName}`;
  }

  private peering(vpc: ec2.IVpc, peer: ec2.IVpc, peerRegion: string): string {
    return new ec2.CfnVPCPeeringConnection(this, 'Peering', { vpcId: vpc.vpcId, peerVpcId: peer.vpcId, peerRegion }).ref;
  }
}

/** Properties of RegionLinkReturn. */
export interface RegionLinkReturnProps {
  /** The link, of a stack in the home region. */
  readonly link: RegionLink;
  /**
   * Subnets of this region, besides the nodes', that get a route to the home region: those of clients.
   *
   * @default - none
   */
  readonly alsoFrom?: ec2.ISubnet[];
}

/**
 * The other end of a RegionLink, for a stack in the other region: routes back, and the openings of its nodes. A stack of its
 * own, since routes and security groups belong to their region, and the region's nodes must not wait for the link.
 */
export class RegionLinkReturn extends Construct {
  constructor(scope: Construct, id: string, { link, alsoFrom = [] }: RegionLinkReturnProps) {
    super(scope, id);
    const { _of: home, _end: here } = link._replica;
    requireRegion(this, Stack.of(link._replica).region, 'other');
    new RegionOpenings(this, 'Replica', {
      here, there: home, cidrThere: cidrOf(home.vpc, 'home.vpc'), target: link._wayBack, alsoFrom, prop: 'replica.vpc',
    });
    Stack.of(this).addStackDependency(Stack.of(link));
  }
}

function requireRegion(scope: Construct, wanted: string, which: 'home' | 'other'): void {
  const { region } = Stack.of(scope);
  if (Token.isUnresolved(wanted) || Token.isUnresolved(region)) {
    throw new InvalidInput('env.region', `${scope.node.path} connects regions that are not known`, 'give both regions\' stacks and the link\'s an explicit env');
  }
  requireRoutesOf({ prop: 'env.region', path: scope.node.path, move: 'put it into a stack in' }, region, wanted, which);
}
