import type { Engine } from './engine';
import type { Objectives } from './objectives';
import type { Persistence } from './persistence';
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
   * Values that replace derived settings. One that breaks an objective is an error that names both.
   *
   * @default - every setting is derived
   */
  readonly overrides?: SettingOverrides;
}
