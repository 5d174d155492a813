import {
  AppendFsync, BalanceWhen, Engine, InvalidInput, RegionStrategy, SentinelPlacement, Topology, TopologyKind, Transport,
  WhenUnsure, type BalanceRule, type DeploymentSpec, type ReplicaRegionSpec,
} from '../../lib/model';
import { balanceWindow, bytes, oneOf, override, seconds, whole } from './values';

/** What the flags of `redis-ha plan` declare, as typed. */
export interface PlanFlags {
  readonly name?: string;
  readonly engine?: string;
  readonly topology?: string;
  readonly replicas?: string;
  readonly cascaded?: string;
  readonly shards?: string;
  readonly sentinels?: string;
  readonly quorum?: string;
  readonly placement?: string;
  readonly rpo?: string;
  readonly rto?: string;
  readonly domains?: string;
  readonly memory?: string;
  readonly fsync?: string;
  readonly transport?: string;
  readonly balance?: string;
  readonly balanceWindow?: string;
  readonly preferredDomain?: string;
  readonly override?: string[];
  readonly replicaRegion?: string;
  readonly replicaDomains?: string;
  readonly replicaRpo?: string;
  readonly replicaRto?: string;
  readonly decision?: string;
  readonly lease?: string;
  readonly whenUnsure?: string;
}

/** Flags that mean something in one topology alone. */
const BELONGS: Partial<Record<keyof PlanFlags, TopologyKind>> = {
  sentinels: TopologyKind.SENTINEL, quorum: TopologyKind.SENTINEL, placement: TopologyKind.SENTINEL,
  preferredDomain: TopologyKind.SENTINEL, shards: TopologyKind.CLUSTER, cascaded: TopologyKind.REPLICATION,
};

/** Replication returns by restart and load, which takes longer than any failover. */
const DEFAULT_RTO: Record<TopologyKind, string> = {
  [TopologyKind.SENTINEL]: '5s', [TopologyKind.CLUSTER]: '5s', [TopologyKind.REPLICATION]: '60s',
};

/**
 * The spec the flags declare.
 *
 * @throws InvalidInput for a flag that is no value of its kind, or belongs to another topology
 */
export function specOf(flags: PlanFlags): DeploymentSpec {
  const { memory, fsync, transport } = flags;
  const topology = topologyOf(flags);
  return {
    name: flags.name ?? 'demo',
    engine: Engine.of(flags.engine ?? Engine.REDIS_7_0.name),
    topology,
    objectives: { rpoSeconds: seconds('--rpo', flags.rpo ?? '5s'), rtoSeconds: seconds('--rto', flags.rto ?? DEFAULT_RTO[topology.kind]) },
    failureDomains: whole('--domains', flags.domains ?? '3'),
    nodeMemoryBytes: memory === undefined ? undefined : bytes('--memory', memory),
    persistence: fsync === undefined ? undefined : { appendfsync: oneOf('--fsync', fsync, Object.values(AppendFsync)) },
    transport: transport === undefined ? undefined : oneOf('--transport', transport, Object.values(Transport)),
    balance: balanceOf(flags),
    replicaRegion: regionOf(flags),
    overrides: flags.override === undefined ? undefined : Object.fromEntries(flags.override.map(override)),
  };
}

function topologyOf(flags: PlanFlags): Topology {
  const kind = oneOf('--topology', flags.topology ?? TopologyKind.SENTINEL, Object.values(TopologyKind));
  for (const [flag, owner] of Object.entries(BELONGS)) {
    if (flags[flag as keyof PlanFlags] !== undefined && owner !== kind) {
      throw new InvalidInput(`--${flag.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, `has no meaning with --topology ${kind}`,
        `leave it out, or use --topology ${owner}`);
    }
  }
  const number = (flag: 'replicas' | 'cascaded' | 'shards' | 'sentinels' | 'quorum'): number | undefined => {
    const value = flags[flag];
    return value === undefined ? undefined : whole(`--${flag}`, value);
  };
  switch (kind) {
    case TopologyKind.REPLICATION:
      return Topology.replication({ replicas: number('replicas'), cascaded: number('cascaded') });
    case TopologyKind.CLUSTER:
      return Topology.cluster({ shards: number('shards'), replicas: number('replicas') });
    default:
      return Topology.sentinel({
        replicas: number('replicas'),
        sentinels: number('sentinels'),
        quorum: number('quorum'),
        placement: flags.placement === undefined ? undefined : oneOf('--placement', flags.placement, Object.values(SentinelPlacement)),
      });
  }
}

function balanceOf({ balance, balanceWindow: window, preferredDomain }: PlanFlags): BalanceRule | undefined {
  if (balance === undefined && window === undefined && preferredDomain === undefined) {
    return undefined;
  }
  return {
    when: balance === undefined ? undefined : oneOf('--balance', balance, Object.values(BalanceWhen)),
    window: window === undefined ? undefined : balanceWindow('--balance-window', window),
    preferredDomain,
  };
}

/** Flags that mean something only where there is another region. */
const OF_REGION = ['replicaDomains', 'replicaRpo', 'replicaRto', 'decision', 'lease', 'whenUnsure'] as const;

function regionOf(flags: PlanFlags): ReplicaRegionSpec | undefined {
  const { replicaRegion: strategy, decision, lease, whenUnsure } = flags;
  if (strategy === undefined) {
    const stray = OF_REGION.find((flag) => flags[flag] !== undefined);
    if (stray !== undefined) {
      throw new InvalidInput(`--${stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, 'given without another region',
        `say with --replica-region what it holds: ${Object.values(RegionStrategy).join(', ')}`);
    }
    return undefined;
  }
  return {
    strategy: oneOf('--replica-region', strategy, Object.values(RegionStrategy)),
    failureDomains: whole('--replica-domains', flags.replicaDomains ?? flags.domains ?? '3'),
    objectives: {
      rpoSeconds: seconds('--replica-rpo', flags.replicaRpo ?? DEFAULT_REGION.rpo),
      rtoSeconds: seconds('--replica-rto', flags.replicaRto ?? DEFAULT_REGION.rto),
    },
    decisionSeconds: decision === undefined ? undefined : seconds('--decision', decision),
    leaseSeconds: lease === undefined ? undefined : seconds('--lease', lease),
    whenUnsure: whenUnsure === undefined ? undefined : oneOf('--when-unsure', whenUnsure, Object.values(WhenUnsure)),
  };
}

/** What every strategy with nodes keeps. */
const DEFAULT_REGION = { rpo: '10s', rto: '30m' };
