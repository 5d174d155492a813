/** Clients a drill can write through. */
export enum ClientKind {
  IOREDIS = 'ioredis',
  NODE_REDIS = 'node-redis',
}

/** How clients come to the primary where there is neither Sentinel nor Cluster to ask. */
export enum Through {
  /** The address that a health-checked name would give at that moment. */
  NAME = 'name',
  /** A TCP load balancer in front of all nodes. */
  PROXY = 'proxy',
}

/** Ends a write: without a failure it was acknowledged, by the node at that address. */
export type WriteEnded = (failure: Error | undefined, host: string) => void;

/** A client as an application would have one. Each write is tried once; a redirection to another node is no second try. */
export interface DrillClient {
  /** True while a write would be sent. */
  readonly connected: boolean;
  /** Address of the node it is connected to; empty where the key decides, or when there is none. */
  readonly host: string;
  write(key: string, value: string, ended: WriteEnded): void;
  /** Runs `send` so that the writes in it leave with as few system calls as the client allows. */
  batch(send: () => void): void;
  /** Somebody announced a new primary. */
  moveOn(): void;
  close(): void;
}

/** What a client tells its writer. */
export interface ClientEvents {
  /** Connected to one node; a client of a Cluster is connected to many and says nothing. */
  readonly onConnected: (host: string) => void;
  readonly onRefused: (host: string, reason: string) => void;
}

/** A client gives up a command after this: a hung primary keeps its connections open. */
export const COMMAND_TIMEOUT_MS = 500;
/** How often a client that lost its primary looks for it again. */
export const RETRY_MS = 100;

/** Replies of a node that is not, or no longer, a primary that takes writes: the client looks for the primary again. */
export const WRONG_NODE = /^(READONLY|MASTERDOWN|NOREPLICAS|LOADING|MISCONF|UNBLOCKED|NOAUTH|WRONGPASS|CLUSTERDOWN)|timed out/;

/** The first word of a refusal, for people. */
export function refusal(message: string): string {
  return /timed out/.test(message) ? 'timeout' : message.split(' ')[0]!;
}
