import type * as pulumi from '@pulumi/pulumi';
import type { Keeping } from '../shared';
import type { DataVolume } from './deployment-args';
import type { HomeDeclaration } from './home-declaration';
import type { NodeImage } from './node-image';
import type { RedisDeployment } from './redis-deployment';
import type { Tags } from './tagged';

/**
 * Arguments of ReplicaRegion. What is not here is as the home region's declaration says. What is kept, and protected, are
 * interfaces, volumes and the coordination table.
 */
export interface ReplicaRegionArgs extends Keeping {
  /** The deployment in its home region, with `replicaRegion`; or, where another program makes it, its declaration. */
  readonly home: RedisDeployment | HomeDeclaration;
  /** The network the nodes live in. Its addresses must not overlap with those of the home region's. */
  readonly vpcId: pulumi.Input<string>;
  /** One subnet for each of `replicaRegion.zones`, in the order of the plan's, with a way to AWS' services and to the witness. */
  readonly subnetIds: pulumi.Input<string>[];
  /**
   * Instance type of every node.
   *
   * @default - that of the home region
   */
  readonly instanceType?: string;
  /**
   * Machine image. Ids of images differ from region to region.
   *
   * @default - the home region's image, looked for here; needed where that is an id
   */
  readonly image?: NodeImage;
  /**
   * Data volume of each node.
   *
   * @default - as in the home region
   */
  readonly volume?: DataVolume;
  /**
   * Name of the nodes' role; it gets the statements they need. It must be assumable by EC2.
   *
   * @default - a role of the region's own
   */
  readonly role?: pulumi.Input<string>;
  /**
   * ARN of a key of this region for data volumes. A change would replace the volumes, see `acceptNewVolumes`.
   *
   * @default - the account's AWS managed key
   */
  readonly key?: pulumi.Input<string>;
  /**
   * ARN of the home region's secret of certificates, as it is in this region: for certificates that come from elsewhere
   * (`Tls.fromSecret`), and are copied by whoever issues them.
   *
   * @default - the copy of those that an own authority issues
   */
  readonly certificateSecret?: pulumi.Input<string>;
  /**
   * Name of the table of an earlier life of this region's nodes. See `RedisDeploymentArgs.coordinationTable`.
   *
   * @default - a table of its own: markers and locks are of one region
   */
  readonly coordinationTable?: pulumi.Input<string>;
  /**
   * Nodes, by name in the plan (`r2-node-1`), whose present data volume is given up. One at a time.
   *
   * @default - none
   */
  readonly acceptNewVolumes?: string[];
  /**
   * ARNs of who is told when this region is further behind than `replicaRegion.objectives.rpo`, or does not follow at all.
   *
   * @default - nobody: the alarm only changes its state
   */
  readonly alarmActions?: pulumi.Input<string>[];
  /**
   * Tags of this region's resources. See `RedisDeploymentArgs.tags`.
   *
   * @default - none but what nodes are found by
   */
  readonly tags?: Tags;
  /**
   * Folder that the plan is written into, relative to that of the Pulumi project: the same plan as the home region's.
   *
   * @default - that of the home region
   */
  readonly planDirectory?: string;
}
