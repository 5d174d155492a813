import {
  AppendFsync, InvalidInput, TopologyKind, type DeploymentSpec, type SettingOverrides, type Settings, type Topology,
} from '../model';
import type { SettingReason } from './deployment-plan';
import { MEASURED, TIGHTEST_DOWN_AFTER, TIGHTEST_MAX_LAG, TIGHTEST_NODE_TIMEOUT } from './measured';
import { deriveMaxMemory, DEFAULT_NODE_MEMORY, MIB, GIB } from './memory';
import { TIMEOUTS_UNTIL_FAIL } from './promise-cluster';
import { requireSettingNumber, requireSettingWords } from './setting-values';
import { isUsed } from './setting-use';

export interface DerivedSettings {
  readonly settings: Settings;
  readonly reasons: Record<string, SettingReason>;
}

/** Everything between a primary that restarts at once and a client that writes again, except down-after itself. */
const RESTART_OVERHEAD =
  MEASURED.electionAfterHang + MEASURED.discovery + MEASURED.clientReconnect;

/** The same of a Cluster, except its node timeouts. */
const CLUSTER_OVERHEAD = MEASURED.clusterElection + MEASURED.clientReconnect;

/** Rounded down: what is derived from an objective must fit into it. */
function toMillis(seconds: number): number {
  return Math.floor(seconds * 1000 + 1e-6) / 1000;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Turns objectives into settings; an override replaces one value and everything derived from it. */
export function deriveSettings(spec: DeploymentSpec): DerivedSettings {
  const overrides: SettingOverrides = spec.overrides ?? {};
  const reasons: Record<string, SettingReason> = {};
  const { topology } = spec;
  const { kind } = topology;
  const { rpoSeconds, rtoSeconds } = spec.objectives;
  requireSettingWords(spec);

  const choose = (key: keyof SettingOverrides, derived: number, because: string, low = 0): number => {
    const override = overrides[key];
    if (override === undefined) {
      reasons[key] = { from: 'derived', because: isUsed(key, kind) ? because : `not used by ${kind}` };
      return derived;
    }
    if (!isUsed(key, kind)) {
      throw new InvalidInput(`overrides.${key}`, `has no meaning in a ${kind} topology`, 'remove it');
    }
    const value = requireSettingNumber(key, override, low);
    reasons[key] = { from: 'override', because: `set by overrides.${key}; derived would be ${derived}` };
    return value;
  };
  const given = <T>(key: string, override: T | undefined, fallback: T, because: string): T => {
    reasons[key] = override === undefined
      ? { from: 'derived', because }
      : { from: 'override', because: `set by the spec; the default would be ${String(fallback)}` };
    return override ?? fallback;
  };

  const downAfterSeconds = choose(
    'downAfterSeconds',
    toMillis(clamp((rtoSeconds - RESTART_OVERHEAD - 1) / 2, TIGHTEST_DOWN_AFTER, 30)),
    `half of what objectives.rto (${rtoSeconds} s) leaves after election, discovery and reconnection, `
      + `from ${TIGHTEST_DOWN_AFTER} s (a fork must not look like a death) to 30 s`,
    0.1,
  );
  const nodeTimeoutSeconds = choose(
    'nodeTimeoutSeconds',
    toMillis(clamp((rtoSeconds - CLUSTER_OVERHEAD) / TIMEOUTS_UNTIL_FAIL, TIGHTEST_NODE_TIMEOUT, 15)),
    `half of what objectives.rto (${rtoSeconds} s) leaves after election and reconnection, from ${TIGHTEST_NODE_TIMEOUT} s to 15 s; `
      + 'a crashed process is not waited for',
    0.5,
  );
  const failoverTimeoutSeconds = choose(
    'failoverTimeoutSeconds',
    toMillis(clamp(rtoSeconds, 3, 60)),
    'an attempt that is aborted blocks the next for twice this, so it is as short as objectives.rto allows',
    1,
  );
  // Only those that copy from the primary itself count for it.
  const direct = topology.replicas - topology.cascaded;
  const minReplicasToWrite = choose(
    'minReplicasToWrite',
    direct >= 2 ? 1 : 0,
    minReplicasReason(direct),
  );
  const minReplicasMaxLagSeconds = choose(
    'minReplicasMaxLagSeconds',
    clamp(Math.floor(rpoSeconds - MEASURED.replicaAckPeriod), TIGHTEST_MAX_LAG, 10),
    `objectives.rpo (${rpoSeconds} s) less the second between two acknowledgements of a replica`,
    1,
  );
  const fenceAfterSeconds = choose(
    'fenceAfterSeconds',
    toMillis(clamp(rpoSeconds - 2, 1, 10)),
    `a primary ${LOST_SIGHT[kind]} stops writes within this plus 2 s, inside objectives.rpo (${rpoSeconds} s)`,
    0.5,
  );
  const handoverPauseSeconds = choose(
    'handoverPauseSeconds',
    kind === TopologyKind.SENTINEL ? toMillis(Math.min(downAfterSeconds * 0.8, 5)) : toMillis(clamp(rtoSeconds / 2, 0.5, 2)),
    kind === TopologyKind.SENTINEL
      ? 'a write pause also blocks Sentinel, so it ends before downAfterSeconds, and clients wait for no more than 5 s'
      : 'a target that keeps up has the last writes at once; one that has not after 2 s is no target',
    0.05,
  );
  const handoverTimeoutSeconds = choose(
    'handoverTimeoutSeconds',
    Math.max(10, handoverPauseSeconds + 5),
    kind === TopologyKind.SENTINEL
      ? 'choosing a target, waiting until Sentinel has seen its priority, the pause and the failover'
      : 'choosing a target, waiting until it has caught up, and the failover',
    1,
  );
  const shutdownTimeoutSeconds = choose('shutdownTimeoutSeconds', 10, 'a stopping primary waits for its replicas', 0);
  const maxMemoryBytes = choose(
    'maxMemoryBytes',
    deriveMaxMemory(spec.nodeMemoryBytes ?? DEFAULT_NODE_MEMORY),
    'what a node has after the system, agent and Sentinel, less room for copy-on-write and buffers',
    MIB,
  );
  const settings: Settings = {
    downAfterSeconds,
    nodeTimeoutSeconds,
    failoverTimeoutSeconds,
    rebootDownAfterSeconds: choose('rebootDownAfterSeconds', downAfterSeconds,
      'a primary that restarted and does not serve is treated like a dead one', 0.1),
    infoPeriodSeconds: choose('infoPeriodSeconds', 1,
      'how soon Sentinels learn a role; below 1 s candidate validity would suffer', 1),
    minReplicasToWrite,
    minReplicasMaxLagSeconds,
    fenceAfterSeconds,
    startGraceSeconds: choose('startGraceSeconds', toMillis(clamp(rtoSeconds * 3, 15, 120)),
      'after a total outage the last primary has every acknowledged write, so it is waited for', 1),
    handoverPauseSeconds,
    handoverTimeoutSeconds,
    shutdownTimeoutSeconds,
    stopTimeoutSeconds: choose('stopTimeoutSeconds',
      handoverTimeoutSeconds + (kind === TopologyKind.SENTINEL ? failoverTimeoutSeconds : 0) + shutdownTimeoutSeconds + 15,
      kind === TopologyKind.SENTINEL
        ? 'a handover, the failover it may have asked for last, the shutdown, and 15 s for the others to hear of it'
        : 'a handover, the shutdown, and 15 s for the others to hear of it', 1),
    restartDelaySeconds: choose('restartDelaySeconds', ...restartDelay(topology, downAfterSeconds, nodeTimeoutSeconds)),
    appendfsync: given('appendfsync', spec.persistence?.appendfsync, AppendFsync.EVERY_SECOND,
      'a power loss can cost two seconds; a process death costs nothing on disk'),
    save: given('save', spec.persistence?.save, ['3600 1'],
      'the append-only file is the durable copy; an hourly RDB bounds damage to it'),
    maxMemoryBytes,
    maxMemoryPolicy: given('maxMemoryPolicy', overrides.maxMemoryPolicy, 'noeviction',
      'data that must not be lost is not evicted either'),
    replBacklogBytes: choose('replBacklogBytes', Math.round(clamp(maxMemoryBytes * 0.05, Math.min(64 * MIB, maxMemoryBytes / 4), GIB)),
      'a replica away for a moment catches up without a full copy', MIB),
    replTimeoutSeconds: choose('replTimeoutSeconds', 60, 'the engine\'s default: a full copy of a large data set is no fault', 5),
  };
  rejectUnknown(overrides, reasons);
  return { settings, reasons };
}

/** Whom a primary must not lose sight of (rule R7). */
const LOST_SIGHT: Record<TopologyKind, string> = {
  [TopologyKind.SENTINEL]: 'without a Sentinel majority',
  [TopologyKind.CLUSTER]: 'without a majority of its Cluster\'s primaries',
  [TopologyKind.REPLICATION]: 'that reaches neither the role marker nor any other node',
};

function minReplicasReason(direct: number): string {
  if (direct >= 2) {
    return 'a primary cut off from every replica stops taking writes that would be lost';
  }
  return direct === 1
    ? 'with one replica the check would make the survivor of any failure unwritable'
    : 'there is no replica to wait for';
}

/** How long a process that died stays away, and why. */
function restartDelay({ kind, replicas }: Topology, downAfterSeconds: number, nodeTimeoutSeconds: number): [number, string] {
  if (kind === TopologyKind.SENTINEL) {
    return [toMillis(downAfterSeconds + 1), 'just after detection, so that a restart does not hide a death from the Sentinels'];
  }
  return kind === TopologyKind.CLUSTER && replicas > 0
    ? [toMillis(TIMEOUTS_UNTIL_FAIL * nodeTimeoutSeconds + MEASURED.clusterElection),
      'after detection and election, so that where no agent asked for a failover a restart does not hide the death from the Cluster']
    : [1, 'nobody takes over by himself, so a quick restart is the recovery'];
}

function rejectUnknown(overrides: SettingOverrides, reasons: Record<string, SettingReason>): void {
  for (const key of Object.keys(overrides)) {
    if (!(key in reasons)) {
      throw new InvalidInput(`overrides.${key}`, 'no such setting', `use one of ${Object.keys(reasons).join(', ')}`);
    }
  }
}
