/** What the load's pod is told. */
export interface LoadConfig {
  readonly kind: string;
  readonly masterName: string;
  readonly redisPort: number;
  readonly sentinelPort: number;
  /** Name that the nodes' certificate bears. */
  readonly tlsServerName: string;
  readonly username: string;
  /** Name of the Service of the primary; empty in a Cluster. */
  readonly primary: string;
  readonly nodes: { readonly name: string; readonly host: string; readonly data: boolean; readonly sentinel: boolean }[];
  readonly shardOf: Record<string, number>;
}

/** Times are the pod's, in milliseconds since the epoch. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** 0 where there are no shards. */
  readonly shard: number;
}

export interface LoadEvent {
  readonly at: number;
  readonly message: string;
}

/** How it goes, of writes that were issued since the time that was asked about. */
export interface LoadState {
  readonly now: number;
  readonly acknowledged: number;
  readonly shards: Record<string, number>;
  readonly gaps: Gap[];
  readonly events: LoadEvent[];
}

/** What reading every acknowledged write back has found. */
export interface Verdict {
  readonly checked: number;
  readonly lost: number;
  /** The first of them. */
  readonly losses: { readonly key: string; readonly issuedAt: number; readonly endedAt: number; readonly to: string }[];
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly gaps: Gap[];
  readonly events: LoadEvent[];
}
