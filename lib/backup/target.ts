/** The servers to back up: from a plan and its bindings, or given by address. */
export interface BackupTarget {
  /** Names the folder in the store: lower-case letters, digits and dashes. */
  readonly deployment: string;
  readonly nodes: TargetNode[];
  /** ACL user; the default user when absent. */
  readonly username?: string;
  readonly password?: string;
  /** Certificates; absent for plaintext. */
  readonly tls?: TargetTls;
  /**
   * Set when a plan made these servers: its users and settings are in the plan, so the servers are not asked for theirs.
   *
   * @default - servers of unknown origin; what can be found out is
   */
  readonly planned?: {
    readonly topology: 'standalone' | 'replication' | 'sentinel' | 'cluster';
  };
  /** Source address of every connection; a lab tells nodes apart by it. */
  readonly localAddress?: string;
}

/** One server. Where a shard or a replica is not listed it is found from those that are. */
export interface TargetNode {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}

export interface TargetTls {
  /** PEM; the system's authorities when absent. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Name the certificate must bear. @default - the host */
  readonly serverName?: string;
}
