import type { Bindings, ConnectionCertificates, DeploymentPlan } from '../plan';
import type { RegionRecord } from '../region';
import type { LinkSettings } from './link/link-settings';

/** How a load balancer checks its targets. */
export interface ProxyTiming {
  /** Between two checks of one target, in milliseconds. @default 5000, the shortest that an NLB allows */
  readonly intervalMs?: number;
  /** Checks in a row that make a healthy target unhealthy. @default 2, the fewest that an NLB allows */
  readonly unhealthyThreshold?: number;
  /** Checks in a row that make an unhealthy target healthy. @default 2, the fewest that an NLB allows */
  readonly healthyThreshold?: number;
}

/** The processes of a node, as faults name them. */
export type ProcessName = 'redis' | 'sentinel' | 'agent';

/** Something that happened, in order; `atMs` is milliseconds since the epoch. */
export interface LabEvent {
  readonly atMs: number;
  /** `lab`, `fault`, `agent`, `role`, `sentinel`, `roll`, `proxy`. */
  readonly source: string;
  readonly node?: string;
  readonly message: string;
}

/** One node of a running plan. */
export interface LabNode {
  readonly name: string;
  readonly host: string;
  readonly failureDomain: string;
  readonly hasData: boolean;
  readonly hasSentinel: boolean;
  /** Cluster: which shard's data it holds. */
  readonly shard?: number;
  /** Its plan lets it run only once its region is promoted. @default false */
  readonly dormant?: boolean;
  /** Whether it is meant to run: started, and neither killed nor stopped since. */
  readonly running: boolean;
  /** Process id, undefined while it is not running. */
  pid(name: ProcessName): number | undefined;
  /** Sends a signal to one process; the supervisor restarts what dies, after the plan's restart delay. */
  signal(name: ProcessName, signal: NodeJS.Signals): void;
  /** kill -9 of everything on the node, and no restart until `start()`. */
  kill(): Promise<void>;
  /**
   * Orderly stop, as a shutting-down machine does it: agent first (hands over), then Redis and
   * Sentinel. No restart until `start()`.
   */
  stop(): Promise<void>;
  /** Starts a killed or stopped node: prepare, then its processes. */
  start(): Promise<void>;
  /** Empties the data volume; the node must not be running. */
  wipe(): Promise<void>;
  /**
   * Fills its data volume to the last byte; `free()` gives the space back. Only for a node whose volume has a size
   * (`smallVolumes` of `startLab`).
   */
  fill(): Promise<void>;
  free(): Promise<void>;
  /**
   * Makes its Redis slow: stopped for that many milliseconds, let run for a moment, and so on; 0 ends it. Keep it
   * well below down-after (node-timeout), or it counts as dead.
   */
  slow(pauseMs: number): void;
  /** Answer of the agent's health endpoint. */
  health(path: '/live' | '/ready' | '/primary' | '/replica' | '/status'): Promise<{ status: number; body: Record<string, unknown> } | undefined>;
}

/** One of the regions of a plan, with the nodes it has. */
export interface LabRegion {
  readonly name: string;
  readonly nodes: string[];
}

/** Where it is kept which region is active: a third place. */
export interface LabWitness {
  readonly url: string;
  /** The newest record, undefined before there is one. */
  record(): Promise<RegionRecord | undefined>;
  /** These nodes no longer reach it, and no others than these. Needs CAP_NET_ADMIN. */
  cut(nodes: string[]): Promise<void>;
  heal(): Promise<void>;
}

/** A plan running on this machine. */
export interface Lab {
  /** The plan in force, as nodes of the region see it that the witness names as active: its nodes are that region's. */
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly directory: string;
  /** Version of the server that runs, and how it differs from the plan's, if it does. */
  readonly engine: { readonly version: string; readonly deviation: string };
  /** Of both regions; those that are dormant do not run before `start()`. */
  readonly nodes: LabNode[];
  /** In the order in which they were declared. */
  readonly regions: LabRegion[];
  /** Absent where there is one region. */
  readonly witness?: LabWitness;
  node(name: string): LabNode;
  /** Password of a user. */
  secret(user: string): string;
  /** What its clients check nodes by and show them; absent where the plan has no TLS. See `connectionTls`. */
  readonly certificates?: ConnectionCertificates;
  /** Events so far, oldest first. */
  readonly events: LabEvent[];
  onEvent(listener: (event: LabEvent) => void): void;
  /** Records an event of the caller's, e.g. a fault. */
  record(source: string, message: string, node?: string): void;
  /**
   * Waits until the deployment is formed, writable and every replica in sync and eligible for failover, and every running node
   * of another region follows it.
   */
  healthy(timeoutMs: number): Promise<void>;
  /**
   * What is not as the plan wants it at this moment; empty when all is.
   *
   * @param without a node that is left out of account: the rest must be whole without it
   */
  lacking(without?: string): Promise<string>;
  /**
   * Data node that whoever has the say names as primary: a Sentinel majority, the role marker, a majority of the
   * Cluster's primaries. Undefined when there is none.
   *
   * @param shard of a Cluster. @default 1
   */
  primary(shard?: number): Promise<string | undefined>;
  /**
   * Asks the agent of the primary for a planned handover; resolves when it has ended. In a Cluster the target says
   * which shard; without one it is shard 1.
   */
  handover(target?: string): Promise<{ ok: boolean; to?: string; detail: string }>;
  /** Gives the agent of a node a signed order, see `lib/agent/client.ts`. */
  command(node: string, verb: string, word?: string): Promise<{ ok: boolean; to?: string; detail: string }>;
  /**
   * Puts another plan of the same deployment in force: writes it, adds nodes it has more (started), and restarts agents
   * without a handover, as a new pointer does on EC2. Redis and Sentinel keep running; settings they can take live are
   * given to them by their agents, the rest waits for their restart (see `rolling.ts`). Nodes it no longer has keep
   * running until `remove`.
   */
  apply(plan: DeploymentPlan): Promise<void>;
  /**
   * Stops a node in order and takes it out of the lab with its address and its data. One that a plan still has, or has
   * again, is made anew by `apply`: another address, an empty volume (as a node that moves to another domain).
   */
  remove(node: string): Promise<void>;
  /** Address of a TCP proxy that plays a load balancer: health checks of the agents' endpoints, and failing open. */
  proxy(target: 'primary' | 'replicas', timing?: ProxyTiming): Promise<{ host: string; port: number }>;
  /** Drops all traffic between the two groups of nodes; clients still reach both. Needs CAP_NET_ADMIN. */
  cut(groupA: string[], groupB: string[]): Promise<void>;
  heal(): Promise<void>;
  /**
   * Makes what travels between the two regions slow, narrow or lossy; again to change that. Needs CAP_NET_ADMIN and loopback
   * addresses.
   */
  link(settings: LinkSettings): Promise<void>;
  /** Drops all traffic between the two regions; clients and the witness still reach both. Needs CAP_NET_ADMIN. */
  cutRegions(): Promise<void>;
  healRegions(): Promise<void>;
  /** Stops every process and removes the folder unless it was given. */
  down(): Promise<void>;
}
