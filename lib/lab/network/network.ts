/** How a lab's nodes are connected. */
export interface LabNetwork {
  /** Address of the node with that index, from 0. */
  address(index: number): string;
  /** Makes room for the node with that index. */
  add(index: number): Promise<void>;
  /** Address of the machine itself in the nodes' network, for what plays a part outside the nodes. */
  hostAddress(): string;
  /** Words put before a node's commands so that they run in its part of the network. */
  prefix(index: number): string[];
  /** Drops every packet between the two groups of nodes. */
  cut(groupA: number[], groupB: number[]): Promise<void>;
  heal(): Promise<void>;
  /** Takes everything back that was set up. */
  close(): Promise<void>;
}
