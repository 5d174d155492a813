import type * as pulumi from '@pulumi/pulumi';
import type { Packages, SsmAgent } from '../../../lib/aws';
import type { Engine } from '../../../lib/model';
import type { DataVolume } from './deployment-args';
import type { NodeFleet } from './node-fleet';
import type { NodeImage } from './node-image';
import type { RegionAgreement } from './region-agreement';

/** One region's end of what connects the two. */
export interface RegionEnd {
  readonly vpcId: pulumi.Input<string>;
  /** The nodes'. */
  readonly subnetIds: pulumi.Input<string>[];
  readonly fleet: NodeFleet;
  readonly region: pulumi.Output<string>;
  /** The component: whatever has it as a parent is made by that region's provider. */
  readonly parent: pulumi.Resource;
}

/** A deployment that declares another region: what that region's nodes are made from. */
export interface HomeRegion extends RegionAgreement {
  readonly engine: Engine;
  readonly packages: Packages;
  readonly ssmAgent: SsmAgent;
  readonly instanceType: string;
  readonly image: NodeImage;
  readonly volume?: DataVolume;
  readonly planDirectory?: string;
  /** Whether its certificates are of an authority of its own, which copies them to the other region. */
  readonly ownAuthority: boolean;
  /** Passwords and certificates that are copied; none where another program makes them. */
  readonly copied: pulumi.Resource[];
  /** Undefined where another program makes it. */
  readonly end?: RegionEnd;
}
