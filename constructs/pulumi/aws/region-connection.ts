import type * as pulumi from '@pulumi/pulumi';

/** Where a route leads. */
export interface RouteTarget {
  readonly vpcPeeringConnectionId?: pulumi.Input<string>;
  readonly transitGatewayId?: pulumi.Input<string>;
}

/** How packets get from one region's VPC to the other's. */
export class RegionConnection {
  /** A VPC peering connection that `RegionLink` makes and `RegionLinkReturn` accepts. Free but for the traffic. */
  public static peering(): RegionConnection {
    return new RegionConnection('peering');
  }

  /**
   * A peering connection that there is, and that was accepted. Routes are made, in both regions.
   *
   * @param id `pcx-...`
   */
  public static existingPeering(id: pulumi.Input<string>): RegionConnection {
    return new RegionConnection('given', { vpcPeeringConnectionId: id }, { vpcPeeringConnectionId: id });
  }

  /**
   * Transit gateways of both regions that are peered, each with an attachment to its region's VPC. Routes of the VPCs are made,
   * those of the gateways are not.
   *
   * @param home id of the home region's, `tgw-...`
   * @param replica id of the other region's
   */
  public static transitGateways(home: pulumi.Input<string>, replica: pulumi.Input<string>): RegionConnection {
    return new RegionConnection('given', { transitGatewayId: home }, { transitGatewayId: replica });
  }

  /** Whatever there is: nothing is made but names and the openings of the security groups. */
  public static routed(): RegionConnection {
    return new RegionConnection('routed');
  }

  private constructor(
    /** `peering`, `given` or `routed`. @internal */
    public readonly _kind: string,
    /** Where the home region's routes lead. @internal */
    public readonly _home?: RouteTarget,
    /** Where the other region's routes lead. @internal */
    public readonly _replica?: RouteTarget,
  ) {}
}
