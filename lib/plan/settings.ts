import { AppendFsync, InvalidInput, type DeploymentSpec, type SettingOverrides, type Settings } from '../model';
import type { SettingReason } from './deployment-plan';
import { MEASURED, TIGHTEST_DOWN_AFTER, TIGHTEST_MAX_LAG } from './measured';
import { deriveMaxMemory, DEFAULT_NODE_MEMORY, MIB, GIB } from './memory';
import { requireSettingNumber, requireSettingWords } from './setting-values';

export interface DerivedSettings {
  readonly settings: Settings;
  readonly reasons: Record<string, SettingReason>;
}

/** Everything between a primary that restarts at once and a client that writes again, except down-after itself. */
const RESTART_OVERHEAD =
  MEASURED.electionAfterHang + MEASURED.discovery + MEASURED.clientReconnect;

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
  const { rpoSeconds, rtoSeconds } = spec.objectives;
  requireSettingWords(spec);

  const choose = (key: keyof SettingOverrides, derived: number, because: string, low = 0): number => {
    const override = overrides[key];
    if (override === undefined) {
      reasons[key] = { from: 'derived', because };
      return derived;
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
  const failoverTimeoutSeconds = choose(
    'failoverTimeoutSeconds',
    toMillis(clamp(rtoSeconds, 3, 60)),
    'an attempt that is aborted blocks the next for twice this, so it is as short as objectives.rto allows',
    1,
  );
  const minReplicasToWrite = choose(
    'minReplicasToWrite',
    spec.topology.replicas >= 2 ? 1 : 0,
    spec.topology.replicas >= 2
      ? 'a primary cut off from every replica stops taking writes that would be lost'
      : 'with one replica the check would make the survivor of any failure unwritable',
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
    `a primary without a Sentinel majority stops writes within this plus 2 s, inside objectives.rpo (${rpoSeconds} s)`,
    0.5,
  );
  const handoverPauseSeconds = choose(
    'handoverPauseSeconds',
    toMillis(Math.min(downAfterSeconds * 0.8, 5)),
    'a write pause also blocks Sentinel, so it ends before downAfterSeconds, and clients wait for no more than 5 s',
    0.05,
  );
  const handoverTimeoutSeconds = choose(
    'handoverTimeoutSeconds',
    Math.max(10, handoverPauseSeconds + 5),
    'choosing a target, waiting until Sentinel has seen its priority, the pause and the failover',
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
      handoverTimeoutSeconds + failoverTimeoutSeconds + shutdownTimeoutSeconds + 15,
      'a handover, the failover it may have asked for last, the shutdown, and 15 s for the others to hear of it', 1),
    restartDelaySeconds: choose('restartDelaySeconds', toMillis(downAfterSeconds + 1),
      'just after detection, so that a restart does not hide a death from the Sentinels'),
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

function rejectUnknown(overrides: SettingOverrides, reasons: Record<string, SettingReason>): void {
  for (const key of Object.keys(overrides)) {
    if (!(key in reasons)) {
      throw new InvalidInput(`overrides.${key}`, 'no such setting', `use one of ${Object.keys(reasons).join(', ')}`);
    }
  }
}
