import type { Bindings, DeploymentPlan } from '../plan';

/** The processes of a node, as faults name them. */
export type ProcessName = 'redis' | 'sentinel' | 'agent';

/** Something that happened, in order; `atMs` is milliseconds since the epoch. */
export interface LabEvent {
  readonly atMs: number;
  /** `lab`, `fault`, `agent`, `role`, `sentinel`. */
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
  /** Answer of the agent's health endpoint. */
  health(path: '/live' | '/ready' | '/primary' | '/status'): Promise<{ status: number; body: Record<string, unknown> } | undefined>;
}

/** A plan running on this machine. */
export interface Lab {
  readonly plan: DeploymentPlan;
  readonly bindings: Bindings;
  readonly directory: string;
  /** Version of the server that runs, and how it differs from the plan's, if it does. */
  readonly engine: { readonly version: string; readonly deviation: string };
  readonly nodes: LabNode[];
  node(name: string): LabNode;
  /** Password of a user. */
  secret(user: string): string;
  /** Events so far, oldest first. */
  readonly events: LabEvent[];
  onEvent(listener: (event: LabEvent) => void): void;
  /** Records an event of the caller's, e.g. a fault. */
  record(source: string, message: string, node?: string): void;
  /** Waits until the deployment is formed, writable and every replica in sync and eligible for failover. */
  healthy(timeoutMs: number): Promise<void>;
  /** Data node that a Sentinel majority names, undefined when there is none. */
  primary(): Promise<string | undefined>;
  /** Asks the agent of the primary for a planned handover; resolves when it has ended. */
  handover(target?: string): Promise<{ ok: boolean; to?: string; detail: string }>;
  /** Drops all traffic between the two groups of nodes; clients still reach both. Needs CAP_NET_ADMIN. */
  cut(groupA: string[], groupB: string[]): Promise<void>;
  heal(): Promise<void>;
  /** Stops every process and removes the folder unless it was given. */
  down(): Promise<void>;
}
