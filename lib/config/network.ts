import type { NodeConfig } from './node-config';

/** `NodeConfig.bindAddress` of a node whose processes listen on every address. */
export const EVERY_ADDRESS = '*';

/** How the processes of one node listen, connect and reach each other. */
export interface Network {
  /** Words of the engine's `bind`. */
  readonly bind: string;
  /** Where the agent listens; undefined: on every address. */
  readonly listen?: string;
  /** Address connections come from; undefined: the system chooses. */
  readonly source?: string;
  /** Where processes of this node reach each other. */
  readonly local: string;
}

/** @param announced address of the node in the bindings */
export function networkOf({ bindAddress }: NodeConfig, announced: string): Network {
  if (bindAddress === EVERY_ADDRESS) {
    // The second word may fail: not every machine has IPv6.
    return { bind: '* -::*', local: '127.0.0.1' };
  }
  const own = bindAddress ?? announced;
  return { bind: own, listen: own, source: own, local: own };
}
