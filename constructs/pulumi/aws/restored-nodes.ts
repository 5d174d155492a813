import type * as pulumi from '@pulumi/pulumi';
import type { RestoredNodes } from '../../../lib/aws';

/** What a deployment begins with, as its nodes are told of it. */
export interface NodesRestore {
  /** @internal */
  _bind(): pulumi.Input<RestoredNodes>;
}
