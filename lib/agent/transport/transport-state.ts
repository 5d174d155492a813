/** How far a node has come in bringing its servers to its plan's transport; part of what agents tell each other. */
export interface TransportState {
  /** The transport of its plan. */
  readonly to: string;
  /** Its Redis listens wherever the plan wants it to. */
  readonly open: boolean;
  /** It has learned that every node is open: whoever hears so need not wait any longer. */
  readonly agreed: boolean;
  /** Its Redis speaks to other nodes as the plan wants. */
  readonly moved: boolean;
  /** Its Sentinel does, too. */
  readonly done: boolean;
  /** Digest of its certificates. */
  readonly certificates?: string;
  /** Its Sentinel runs with older certificates or ports than it should, or is on its way back; absent while that is not known. */
  readonly sentinelBehind?: boolean;
}

type States = (TransportState | undefined)[];

/**
 * Whether nodes may speak to each other as their plan says from now on. They change over together, since one that speaks TLS
 * over the bus of a Cluster is not understood by one that does not: as soon as everybody can be reached either way.
 */
export function agreedOn(to: string, others: States): boolean {
  return others.every((other) => other?.to === to && (other.open || other.moved))
    || others.some((other) => other?.to === to && other.agreed);
}

export function everybody(to: string, others: States, what: 'moved' | 'done'): boolean {
  return others.every((other) => other?.to === to && other[what]);
}
