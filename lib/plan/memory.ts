export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;

/** Memory of a data node when the spec names none. */
export const DEFAULT_NODE_MEMORY = 2 * GIB;

/** System, agent and Sentinel. */
export const RESERVED_MEMORY = 384 * MIB;

/** Share of the rest for data; what is left is for copy-on-write during a fork, replication buffers and fragmentation. */
export const DATA_SHARE = 0.6;

/** Share of node memory beyond which a fork or a full copy to a replica can run the node out of memory. */
export const LARGEST_DATA_SHARE = 0.75;

/** maxmemory for a node with that much memory, in bytes, a multiple of 1 MiB. */
export function deriveMaxMemory(nodeMemoryBytes: number): number {
  return Math.max(MIB, Math.floor(((nodeMemoryBytes - RESERVED_MEMORY) * DATA_SHARE) / MIB) * MIB);
}
