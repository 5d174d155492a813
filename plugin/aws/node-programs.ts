import type * as pulumi from '@pulumi/pulumi';
import {
  NodeImage, Packages, SsmAgent, type AptRepositoryOptions, type DistributionOptions, type NodeImageOptions, type SsmAgentOptions,
} from 'redis-ha-constructs/pulumi/aws';
import { chosen } from '../shared/choice';

/** An image of the user's. */
export interface OwnNodeImage extends NodeImageOptions {
  /** Its id, `ami-...`. */
  imageId: pulumi.Input<string>;
}

/** The machine image of the nodes: one of these. */
export interface NodeImageChoice {
  /** Debian 13, pinned. */
  debian13?: boolean;
  /** The newest Debian 13 at every deployment. */
  debian13Latest?: boolean;
  /** An image of the user's. */
  of?: OwnNodeImage;
}

/** Where a node's programs come from: one of these. */
export interface PackagesChoice {
  /** The archive of the image's Debian release. */
  distribution?: DistributionOptions;
  /** A repository besides Debian's. */
  aptRepository?: AptRepositoryOptions;
  /** The image has everything. */
  preinstalled?: boolean;
}

/** How Session Manager gets onto a node: one of these. */
export interface SsmAgentChoice {
  /** Installed at first boot, only when the digest is the one given. */
  pinned?: SsmAgentOptions;
  /** The image has it. */
  preinstalled?: boolean;
  /** No Session Manager. */
  none?: boolean;
}

export function nodeImage(choice: NodeImageChoice | undefined): NodeImage | undefined {
  return chosen('image', choice, {
    debian13: () => NodeImage.debian13(),
    debian13Latest: () => NodeImage.debian13Latest(),
    of: ({ imageId, ...options }) => NodeImage.of(imageId, options),
  });
}

export function packages(choice: PackagesChoice | undefined): Packages | undefined {
  return chosen('packages', choice, {
    distribution: (options) => Packages.distribution(options),
    aptRepository: (options) => Packages.aptRepository(options),
    preinstalled: () => Packages.preinstalled(),
  });
}

export function ssmAgent(choice: SsmAgentChoice | undefined): SsmAgent | undefined {
  return chosen('ssmAgent', choice, {
    pinned: (options) => SsmAgent.pinned(options),
    preinstalled: () => SsmAgent.preinstalled(),
    none: () => SsmAgent.none(),
  });
}
