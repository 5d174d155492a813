import type { BalanceRule } from './balance';
import type { Engine } from './engine';
import type { Objectives } from './objectives';
import type { Persistence } from './persistence';
import type { ReplicaRegionSpec } from './regions';
import type { SettingOverrides } from './settings';
import type { Topology } from './topology';
import type { Transport } from './transport';

/** What a user declares; `plan(spec)` turns it into a deployment plan. */
export interface DeploymentSpec {
  /** Lower-case letters, digits and dashes, at most 40: names files, the Sentinel master and metrics. */
  readonly name: string;
  readonly engine: Engine;
  readonly topology: Topology;
  readonly objectives: Objectives;
  /** How many failure domains (zones, racks, hosts) the nodes can be spread over. */
  readonly failureDomains: number;
  /**
   * Nodes that live in another failure domain than the one they would be placed in, node to domain, for example
   * `{ 'node-2': 'zone-3' }`.
   *
   * @default - every node where it is placed
   */
  readonly moved?: Record<string, string>;
  /**
   * Memory of one data node, in bytes.
   *
   * @default 2 GiB
   */
  readonly nodeMemoryBytes?: number;
  /**
   * @default - append-only file, fsync every second
   */
  readonly persistence?: Persistence;
  /**
   * Pub/sub channel patterns open to applications. Subscribing to a pattern needs that very pattern here.
   *
   * @default - every channel that does not begin with an underscore, and keyspace notifications
   */
  readonly appChannels?: string[];
  /**
   * @default Transport.PLAINTEXT
   */
  readonly transport?: Transport;
  /**
   * Name that the certificates bear and clients check. Without meaning in plaintext.
   *
   * @default - `<name>.redis-ha`
   */
  readonly tlsServerName?: string;
  /**
   * Whether clients must show a certificate of the same authorities, beside their password. Nodes always show theirs.
   *
   * @default false
   */
  readonly requireClientCertificates?: boolean;
  /**
   * Whether and when primaries are moved back after failovers.
   *
   * @default - a Cluster in a window at night, a Sentinel deployment never unless a preferred domain is declared
   */
  readonly balance?: BalanceRule;
  /**
   * Another region that the deployment can go on in when this one is lost.
   *
   * @default - none: the loss of the region is the loss of the deployment, but for its backups
   */
  readonly replicaRegion?: ReplicaRegionSpec;
  /**
   * Values that replace derived settings. One that breaks an objective is an error that names both.
   *
   * @default - every setting is derived
   */
  readonly overrides?: SettingOverrides;
}
