import { addressOf } from '../connection';
import type { ObservedNode } from './observed-node';
import { listed, type ShardNodes } from './shard-nodes';

/** How far behind a replica may be to be worth a backup. */
export interface SourceBounds {
  /** @default 64 MiB: a second or two of a very busy primary */
  readonly maxLagBytes?: number;
  /** Seconds since it heard its primary, which says something every ten. @default 20 */
  readonly maxLagSeconds?: number;
  /** Take the primary of every shard, and no replica. */
  readonly fromPrimary?: boolean;
}

export interface SourceChoice {
  readonly node: ObservedNode;
  /** Bytes it is behind; 0 for a primary. */
  readonly lagBytes: number;
  /** What whoever restores or operates it should know. */
  readonly findings: string[];
}

/** No server of a shard may be used, and why none of them. */
export class NoSource extends Error {
  constructor(public readonly shard: number, message: string) {
    super(message);
    this.name = 'NoSource';
  }
}

const DEFAULTS = { maxLagBytes: 64 * 1024 * 1024, maxLagSeconds: 20 };

/**
 * The server of a shard that a snapshot costs least: a healthy replica, rather one that does nothing else, that is never
 * promoted, and that is least behind. The primary only when that is asked for, or when the shard has never had a replica.
 *
 * @throws NoSource that says what is wrong with each
 */
export function chooseSource(shard: ShardNodes, bounds: SourceBounds = {}): SourceChoice {
  const name = shard.slots.length > 0 ? `shard ${shard.shard}` : 'the deployment';
  if (bounds.fromPrimary) {
    return primaryOf(shard, name, (primary) => `${primary} is the primary: it was taken as the source because that was asked for`);
  }
  if (shard.replicas.length === 0 && shard.missing.length === 0) {
    return primaryOf(shard, name, (primary) => `${primary} is the only server of ${name}, so the snapshot was taken from it while it serves; `
      + 'a replica could take that load');
  }
  const judged = shard.replicas.map((node) => ({ node, lagBytes: lagOf(node, shard), problem: problemOf(node, shard, bounds) }));
  const fit = judged.filter(({ problem }) => problem === undefined).sort(byCost);
  const [best] = fit;
  if (best === undefined) {
    const why = [
      ...judged.map(({ node, problem }) => `${node.name} ${problem}`),
      ...shard.missing.map((node) => `${node.name} does not answer (${node.problem})`),
    ];
    throw new NoSource(shard.shard, `no replica of ${name} can be backed up: ${why.join('; ')}. Repair one, or take the primary with --from-primary`);
  }
  const { node, lagBytes } = best;
  return { node, lagBytes, findings: [...aboutHeir(node, fit.map((each) => each.node), name), ...aboutChild(node)] };
}

function primaryOf(shard: ShardNodes, name: string, finding: (primary: string) => string): SourceChoice {
  if (shard.primary === undefined) {
    throw new NoSource(shard.shard, `the primary of ${name} does not answer: ${shard.missing.map((node) => `${node.name} (${node.problem})`).join('; ')}`);
  }
  if (shard.primary.loading) {
    throw new NoSource(shard.shard, `${shard.primary.name}, the primary of ${name}, is loading its data: try again when it has finished`);
  }
  return { node: shard.primary, lagBytes: 0, findings: [finding(shard.primary.name), ...aboutChild(shard.primary)] };
}

/** While a snapshot streams, its source cannot serve another replica: whoever would be promoted should not be busy. */
function aboutHeir(node: ObservedNode, fit: readonly ObservedNode[], name: string): string[] {
  const heirs = fit.filter((other) => other !== node && other.priority !== 0);
  return node.priority === 0 || heirs.length > 0 ? [] : [
    `${node.name} was the only healthy replica of ${name} that can take over: the backup was held to a deadline, and a failover would have ended it`,
  ];
}

function aboutChild(node: ObservedNode): string[] {
  return node.child ? [`${node.name} was busy with ${node.child === 'BGSAVE' ? 'a BGSAVE' : 'an AOF rewrite'}: the snapshot had to wait for it`] : [];
}

function problemOf(node: ObservedNode, shard: ShardNodes, bounds: SourceBounds): string | undefined {
  const { maxLagBytes = DEFAULTS.maxLagBytes, maxLagSeconds = DEFAULTS.maxLagSeconds } = bounds;
  if (node.loading) {
    return 'is loading its data';
  }
  if (node.syncing) {
    return 'is receiving all data from its primary';
  }
  const cut = chain(node, shard).find(({ linkUp }) => !linkUp);
  if (cut) {
    return cut === node ? 'has lost its primary' : `follows ${cut.name}, which has lost its primary`;
  }
  if (shard.primary && node.replicationId !== shard.primary.replicationId) {
    return `follows another history of writes than ${shard.primary.name}`;
  }
  if (node.silentSeconds < 0 || node.silentSeconds > maxLagSeconds) {
    return `has not heard its primary for ${node.silentSeconds} s (allowed: ${maxLagSeconds} s)`;
  }
  const lag = lagOf(node, shard);
  return lag > maxLagBytes ? `is ${lag} bytes behind (allowed: ${maxLagBytes})` : undefined;
}

/** The replica itself and the replicas between it and the primary. */
function chain(node: ObservedNode, shard: ShardNodes): ObservedNode[] {
  const path = [node];
  for (let above = node.primary; above && path.length <= shard.replicas.length;) {
    const address = addressOf(above);
    const next = shard.replicas.find(({ addresses }) => addresses.includes(address));
    if (next === undefined) {
      break;
    }
    path.push(next);
    above = next.primary;
  }
  return path;
}

/** Servers are not asked at the very same moment: one asked later may be ahead of its primary. */
function lagOf(node: ObservedNode, shard: ShardNodes): number {
  const newest = shard.primary?.offset ?? Math.max(...shard.replicas.map(({ offset }) => offset));
  return Math.max(0, newest - node.offset);
}

function byCost(a: { node: ObservedNode; lagBytes: number }, b: { node: ObservedNode; lagBytes: number }): number {
  return Number(a.node.child !== undefined) - Number(b.node.child !== undefined)
    || Number(a.node.priority !== 0) - Number(b.node.priority !== 0)
    || a.lagBytes - b.lagBytes
    || (a.node.name < b.node.name ? -1 : 1);
}

/** Which servers did not answer, for the manifest. */
export function aboutMissing(shard: ShardNodes): string[] {
  return shard.missing.length === 0 ? [] : [`${listed(shard.missing.map(({ name, problem }) => `${name} (${problem})`))} did not answer`];
}
