import type { LinkSettings } from '../link/link-settings';

/** A node, by its index from 0; or what stands in a third place, beside all nodes. */
export type Place = number | 'witness';

/** How a lab's nodes are connected. */
export interface LabNetwork {
  address(place: Place): string;
  /** Makes room for the node with that index. */
  add(index: number): Promise<void>;
  /** Address of the machine itself in the nodes' network, for what plays a part outside the nodes. */
  hostAddress(): string;
  /** Words put before a node's commands so that they run in its part of the network. */
  prefix(index: number): string[];
  /**
   * Drops every packet between the two groups.
   *
   * @param name cuts with different names stand beside each other; another one with the same name replaces it. @default 'cut'
   */
  cut(groupA: Place[], groupB: Place[], name?: string): Promise<void>;
  /** @param name only the cut with that name. @default - all */
  heal(name?: string): Promise<void>;
  /**
   * Makes what travels between the two groups of nodes slow, narrow or lossy; again to change it, or to take in more nodes.
   *
   * @throws Error where that cannot be done
   */
  link(groups: readonly [number[], number[]], settings: LinkSettings): Promise<void>;
  /** Takes everything back that was set up. */
  close(): Promise<void>;
}
